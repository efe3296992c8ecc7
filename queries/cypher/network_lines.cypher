// 一类对象出发的全部关系。 Every relationship that leads from entities of a kind.
MATCH (n:Enterprise)-[r]->(m)
WHERE labels(m)[0] IN $labels
  AND coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
RETURN DISTINCT n.id AS id, type(r) AS type, labels(m)[0] AS label, m.id AS other
ORDER BY id, type, label, other
