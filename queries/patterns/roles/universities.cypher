// 服务产业链的高校院所；没有的，看优势学科与环节对应的。 Universities that serve a chain or work with its enterprises; else those strong in what its segments need.
MATCH (c:Chain)
WHERE $chain IS NULL OR c.id = $chain
WITH c, COLLECT {
  MATCH (c)<-[s:SERVES]-(u:University)
  WHERE coalesce(s.since, '') <= $as_of AND coalesce(s.until, '9') + '~' >= $as_of
  WITH DISTINCT u ORDER BY u.id
  RETURN {label: 'University', id: u.id, name: u.name, why: '服务本链', origin: u.origin} AS one
} + COLLECT {
  MATCH path = (c)<-[:IN_CHAIN|AT*1..2]-(e:Enterprise)<-[:COOPERATES]-(u:University)
  WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
    AND NOT EXISTS {
      MATCH (u)-[s:SERVES]->(c)
      WHERE coalesce(s.since, '') <= $as_of AND coalesce(s.until, '9') + '~' >= $as_of
    }
  WITH u, min(e.name) AS firm ORDER BY u.id
  RETURN {label: 'University', id: u.id, name: u.name, why: '与链上企业' + firm + '合作',
    origin: u.origin} AS one
} AS filled, COLLECT {
  MATCH (c)<-[i:IN_CHAIN]-(g:Segment)-[n:RELATES_TO]->(d:Discipline)<-[s:STRONG_IN]-(u:University)
  WHERE all(r IN [i, n, s]
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  WITH c, u, d, g ORDER BY d.id, g.id
  WITH c, u, count(DISTINCT g) AS segments, head(collect(d)) AS d, head(collect(g)) AS g
  ORDER BY segments DESC, u.id LIMIT 5
  RETURN {label: 'University', id: u.id, name: u.name, origin: u.origin,
    why: '优势学科对应 ' + toString(segments) + ' 个环节，如' + g.name, path: [
      {label: 'University', id: u.id, name: u.name, rel: ''},
      {label: 'Discipline', id: d.id, name: d.name, rel: 'STRONG_IN'},
      {label: 'Segment', id: g.id, name: g.name, rel: 'RELATES_TO'},
      {label: 'Chain', id: c.id, name: c.name, rel: 'IN_CHAIN'}]} AS one
} AS candidates
RETURN c.id AS chain, filled, [] AS open, candidates,
  EXISTS { MATCH (any:University) } AS registered
ORDER BY chain
