// 服务产业链的资源、高校院所和牵头部门。 Resources and universities that serve chains, departments that lead them, and who offers what.
MATCH (c:Chain)<-[t:SERVES|LEADS]-(h)
WHERE ($chain IS NULL OR c.id = $chain) AND labels(h)[0] IN ['Resource', 'University', 'Department']
  AND coalesce(t.since, '') <= $as_of AND coalesce(t.until, '9') + '~' >= $as_of
WITH DISTINCT c, h, type(t) AS rel, labels(h)[0] AS label
RETURN c.id AS chain, rel, label, h.id AS id, h.name AS name, h.kind AS kind, h.duties AS duties,
  COLLECT {
    MATCH (h)-[l:LOCATED_IN]->(g:Region)
    WHERE coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
    RETURN DISTINCT g.id AS region ORDER BY region
  } AS regions, COLLECT {
    MATCH (h)<-[o:OFFERS]-(d)
    WHERE labels(d)[0] IN ['University', 'Department', 'PartyOrg', 'Enterprise']
      AND coalesce(o.since, '') <= $as_of AND coalesce(o.until, '9') + '~' >= $as_of
    RETURN DISTINCT [labels(d)[0], d.id, d.name] AS provider ORDER BY provider
  } AS providers, COLLECT {
    MATCH (h)-[f:OFFERS]->(x)
    WHERE labels(x)[0] IN ['Offer', 'Resource']
      AND coalesce(f.since, '') <= $as_of AND coalesce(f.until, '9') + '~' >= $as_of
    RETURN DISTINCT [labels(x)[0], x.id, x.name, x.kind] AS offered ORDER BY offered
  } AS offers, COLLECT {
    MATCH (h)-[z:STRONG_IN]->(y:Discipline)
    WHERE coalesce(z.since, '') <= $as_of AND coalesce(z.until, '9') + '~' >= $as_of
    RETURN DISTINCT y.id AS discipline ORDER BY discipline
  } AS strong
ORDER BY chain, label, id, rel
