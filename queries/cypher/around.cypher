// 从若干对象走一步能到哪里，不经过人员。 One step from given entities, never by way of a person.
UNWIND $ids AS id
MATCH (n:Enterprise {id: id})-[r]-(m)
WHERE NOT labels(m)[0] IN $hidden
  AND coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
RETURN DISTINCT id AS source, type(r) + CASE WHEN startNode(r) = n THEN '' ELSE '<' END AS rel,
  labels(m)[0] AS label, m.id AS target, m.name AS name
