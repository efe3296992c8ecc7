// 高校院所的层次、位置、优势学科、名额与合作企业。 Universities: level, place, disciplines, capacity, partners.
MATCH (u:University)
RETURN u.id AS id, u.name AS name, u.level AS level, u.city AS city, u.capacity AS capacity,
  u.disciplines_named AS named, u.platforms AS platforms, u.origin AS origin, COLLECT {
  MATCH (u)-[l:LOCATED_IN]->(r:Region)
  WHERE coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
  RETURN DISTINCT r.id AS region ORDER BY region
} AS regions, COLLECT {
  MATCH (u)-[t:STRONG_IN]->(d:Discipline)
  WHERE coalesce(t.since, '') <= $as_of AND coalesce(t.until, '9') + '~' >= $as_of
  RETURN [d.id, t.level] AS strong ORDER BY strong[0], coalesce(strong[1], '')
} AS strong, COLLECT {
  MATCH (u)-[k:COOPERATES]->(e:Enterprise)
  WHERE coalesce(k.since, '') <= $as_of AND coalesce(k.until, '9') + '~' >= $as_of
  RETURN DISTINCT e.id AS enterprise ORDER BY enterprise
} AS partners, COLLECT {
  MATCH (u)-[m:MATCHED]->(e:Enterprise)
  WHERE m.result IS NOT NULL AND coalesce(m.held_on, m.since, '') <= $as_of
  RETURN [e.id, m.result, m.need, m.held_on, m.reason] AS outcome
  ORDER BY outcome[0], coalesce(outcome[3], ''), coalesce(outcome[2], ''), outcome[1]
} AS outcomes
ORDER BY id
