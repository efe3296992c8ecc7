// 高校院所的位置、服务的产业链、优势学科和合作企业。 Universities: where, for which chains, strong in what, with whom.
MATCH (u:University)
RETURN u.id AS id, u.name AS name, u.capacity AS capacity, u.origin AS origin, COLLECT {
  MATCH (u)-[l:LOCATED_IN]->(r:Region)
  WHERE coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
  RETURN DISTINCT r.id AS region ORDER BY region
} AS regions, COLLECT {
  MATCH (u)-[s:SERVES]->(c:Chain)
  WHERE coalesce(s.since, '') <= $as_of AND coalesce(s.until, '9') + '~' >= $as_of
  RETURN DISTINCT c.id AS chain ORDER BY chain
} AS chains, COLLECT {
  MATCH (u)-[t:STRONG_IN]->(d:Discipline)
  WHERE coalesce(t.since, '') <= $as_of AND coalesce(t.until, '9') + '~' >= $as_of
  RETURN DISTINCT d.id AS discipline ORDER BY discipline
} AS disciplines, COLLECT {
  MATCH (u)-[k:COOPERATES]->(e:Enterprise)
  WHERE coalesce(k.since, '') <= $as_of
  RETURN [e.id, k.since, k.until, coalesce(k.until, '9') + '~' >= $as_of] AS spell
  ORDER BY spell[0], coalesce(spell[1], '')
} AS spells
ORDER BY id
