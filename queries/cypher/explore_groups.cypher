// 若干对象各有哪些关系、各多少。 How many entities there are around given ones, by relationship.
UNWIND $ids AS id
MATCH (n:Enterprise {id: id})-[r]-(m)
WHERE NOT labels(m)[0] IN $hidden
  AND coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
WITH id, type(r) AS type, CASE WHEN startNode(r) = n THEN 'out' ELSE 'in' END AS direction,
  labels(m)[0] AS label, count(DISTINCT m.id) AS count
RETURN id, type, direction, label, count
ORDER BY id, type, direction, label
