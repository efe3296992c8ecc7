// 若干对象按关系各与谁相连。 Who is around given entities, by those relationships that are wanted.
UNWIND $ids AS id
MATCH (n:Enterprise {id: id})-[r]-(m)
WHERE NOT labels(m)[0] IN $hidden
  AND coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
WITH DISTINCT id, type(r) AS type, CASE WHEN startNode(r) = n THEN 'out' ELSE 'in' END AS direction,
  labels(m)[0] AS label, m.id AS other, m.name AS name
WHERE type + '.' + direction + '.' + label + '@' + id IN $wanted
WITH id, type, direction, label, other, name
ORDER BY coalesce(name, other), other
WITH id, type, direction, label, collect({id: other, name: name}) AS found
RETURN id, type, direction, label, found[0..$most] AS others
ORDER BY id, type, direction, label
