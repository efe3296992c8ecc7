// 在营企业未解决的技术、人才需求及其学科。 Open needs of operating enterprises that a university can meet, with disciplines.
MATCH (e:Enterprise)-[h:HAS_NEED]->(n:Need)
WHERE coalesce(h.since, '') <= $as_of AND coalesce(h.until, '9') + '~' >= $as_of
  AND coalesce(n.raised_on, '') <= $as_of AND NOT coalesce(n.state, '') IN $closed
  AND (n.kind IS NULL OR any(kind IN $kinds WHERE n.kind CONTAINS kind))
  AND NOT EXISTS {
    MATCH (e)-[:OBSERVED]->(b:Observation)
    WHERE b.on <= $as_of AND b.until > $as_of AND b.operating = false
  }
RETURN e.id AS id, n.id AS need, n.name AS name, n.origin AS origin, COLLECT {
  MATCH path = (n)-[:RELATES_TO|CONCERNS|OF*1..3]->(d:Discipline)
  WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  RETURN DISTINCT d.id AS discipline ORDER BY discipline
} AS disciplines
ORDER BY id, need
