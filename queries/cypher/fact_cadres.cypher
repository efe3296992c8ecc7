// 联系产业链或链上企业的干部，每人计一次，只计数。 Cadres assigned to a chain or its enterprises: a row each, without a name.
MATCH (c:Chain {id: $chain})
WITH c, COLLECT {
  MATCH path = (c)<-[:IN_CHAIN|AT*1..2]-(e:Enterprise)
  WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  RETURN DISTINCT e
} AS firms
UNWIND [c] + firms AS served
MATCH (served)<-[a:ASSIGNED_TO]-(k:Cadre)
WHERE a.role IN $kinds
WITH k, a, CASE WHEN served = c THEN '产业链' ELSE '企业' END AS part,
  CASE WHEN coalesce(a.since, '') <= $as_of AND coalesce(a.until, '9') + '~' >= $as_of
  THEN 1 ELSE 0 END AS value
ORDER BY k.id, value DESC, part, a.origin
WITH k, collect(part) AS parts, collect(value) AS held, collect(a.origin) AS told
RETURN parts[0] AS part, held[0] AS value, told[0] AS origin
ORDER BY k.id
