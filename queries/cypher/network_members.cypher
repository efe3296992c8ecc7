// 各产业链、环节或区域各有多少对象。 How many entities there are at each of a kind of place.
MATCH (n:Enterprise)
OPTIONAL MATCH (n)<-[r]-(m)
WHERE NOT labels(m)[0] IN $hidden
  AND coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
RETURN n.id AS id, n.name AS name, labels(m)[0] AS label, count(DISTINCT m.id) AS count
ORDER BY id, label
