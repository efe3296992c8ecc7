// 学科、上级学科及对应学科。 Every discipline and topic, what it lies within and corresponds to.
MATCH (d:Discipline)
RETURN d.id AS id, d.name AS name, d.name_en AS name_en, d.scheme AS scheme, COLLECT {
  MATCH (d)-[r:WITHIN|CORRESPONDS]->(p:Discipline)
  WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
  RETURN [type(r), p.id] AS up ORDER BY up[0], up[1]
} AS ups
ORDER BY id
