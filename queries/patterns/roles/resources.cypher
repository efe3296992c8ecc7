// 服务产业链的资源；没有的，看链上党组织和企业提供的。 Resources that serve a chain; else what its organizations and enterprises offer.
MATCH (c:Chain)
WHERE $chain IS NULL OR c.id = $chain
WITH c, COLLECT {
  MATCH (c)<-[s:SERVES]-(x:Resource)
  WHERE coalesce(s.since, '') <= $as_of AND coalesce(s.until, '9') + '~' >= $as_of
  WITH DISTINCT x ORDER BY x.id
  RETURN {label: 'Resource', id: x.id, name: x.name, why: '服务本链', origin: x.origin} AS one
} AS filled, COLLECT {
  MATCH (c)<-[i:IN_CHAIN|LEADS]-(b)-[o:OFFERS]->(x:Resource)
  WHERE (b:PartyOrg OR b:Enterprise OR b:Department) AND all(r IN [i, o]
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
    AND NOT EXISTS {
      MATCH (x)-[s:SERVES]->(c)
      WHERE coalesce(s.since, '') <= $as_of AND coalesce(s.until, '9') + '~' >= $as_of
    }
  WITH c, x, b, type(i) AS rel ORDER BY x.id, b.id, rel
  WITH c, x, head(collect(b)) AS b, head(collect(rel)) AS rel ORDER BY x.id LIMIT 5
  RETURN {label: 'Resource', id: x.id, name: x.name, why: '由链上的' + b.name + '提供',
    origin: x.origin, path: [
      {label: 'Resource', id: x.id, name: x.name, rel: ''},
      {label: labels(b)[0], id: b.id, name: b.name, rel: 'OFFERS'},
      {label: 'Chain', id: c.id, name: c.name, rel: rel}]} AS one
} AS candidates
RETURN c.id AS chain, filled, [] AS open, candidates,
  EXISTS { MATCH (any:Resource) } AS registered
ORDER BY chain
