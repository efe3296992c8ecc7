// 产业链的商会协会；没有的，看同一区域的。 Associations of a chain; else those of its region that belong to none.
MATCH (c:Chain)
WHERE $chain IS NULL OR c.id = $chain
WITH c, COLLECT {
  MATCH (c)<-[i:IN_CHAIN]-(a:Association)
  WHERE coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
  WITH DISTINCT a ORDER BY a.id
  RETURN {label: 'Association', id: a.id, name: a.name, why: '本链' + a.kind,
    origin: a.origin} AS one
} AS filled, COLLECT {
  MATCH (c)-[l:LOCATED_IN]->(p:Region)<-[m:LOCATED_IN]-(a:Association)
  WHERE all(r IN [l, m]
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
    AND NOT EXISTS {
      MATCH (a)-[i:IN_CHAIN]->(:Chain)
      WHERE coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
    }
  WITH c, a, p ORDER BY a.id, p.id
  WITH c, a, head(collect(p)) AS p ORDER BY a.id LIMIT 5
  RETURN {label: 'Association', id: a.id, name: a.name, origin: a.origin,
    why: '同在' + p.name + '，尚未归入产业链', path: [
      {label: 'Association', id: a.id, name: a.name, rel: ''},
      {label: 'Region', id: p.id, name: p.name, rel: 'LOCATED_IN'},
      {label: 'Chain', id: c.id, name: c.name, rel: 'LOCATED_IN'}]} AS one
} AS candidates
RETURN c.id AS chain, filled, [] AS open, candidates,
  EXISTS { MATCH (any:Association) } AS registered
ORDER BY chain
