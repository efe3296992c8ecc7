// 一类对象与各类对象有多少条关系。 How many relationships lead from a kind to each other kind.
MATCH (n:Enterprise)-[r]->(m)
WHERE NOT labels(m)[0] IN $hidden
  AND coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
RETURN type(r) AS type, labels(m)[0] AS label, count(*) AS count
ORDER BY type, label
