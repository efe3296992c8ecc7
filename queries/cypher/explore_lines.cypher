// 给出的对象之间有哪些关系。 Which relationships there are among given entities.
UNWIND $ids AS id
MATCH (n:Enterprise {id: id})-[r]->(m)
WHERE NOT labels(m)[0] IN $hidden AND m.id IN $all
  AND coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
RETURN id, type(r) AS type, labels(m)[0] AS label, m.id AS other, properties(r) AS properties
ORDER BY id, type, label, other
