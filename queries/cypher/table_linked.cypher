// 表中以某种关系与所给对象相连的编号。 The ids that a relationship joins to a name, or to anything.
MATCH (n:Enterprise)-[r:IN_CHAIN]->(m)
WHERE NOT labels(m)[0] IN $hidden
  AND coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
  AND ($text = '' OR m.id = $raw OR m.names CONTAINS $text)
RETURN collect(DISTINCT n.id) AS ids
