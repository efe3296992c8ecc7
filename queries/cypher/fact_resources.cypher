// 服务产业链的某几类资源及其可提供数量。 Resources of some kinds that serve a chain, and the number of what they offer, as text.
MATCH (:Chain {id: $chain})<-[s:SERVES]-(x:Resource)
WHERE x.kind IN $kinds
WITH x, max(CASE WHEN coalesce(s.since, '') <= $as_of AND coalesce(s.until, '9') + '~' >= $as_of
  THEN 1 ELSE 0 END) AS holds
RETURN x.kind AS part, CASE WHEN holds = 1 THEN x.capacity ELSE '0' END AS value,
  x.origin AS origin, x.id AS id
ORDER BY id
