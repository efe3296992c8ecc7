// 生产某产品、处于某环节或属于某行业的在营企业。 Operating enterprises that make a product, stand at a segment or are of an industry.
UNWIND $ids AS id
MATCH (n:Enterprise {id: id})<-[r:MAKES|AT|IN_INDUSTRY]-(e:Enterprise)
WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
WITH DISTINCT n, e
WHERE NOT EXISTS {
  MATCH (e)-[:OBSERVED]->(o:Observation)
  WHERE o.on <= $as_of AND o.until > $as_of AND o.operating = false
}
RETURN n.id AS thing, e.id AS id, e.name AS name, EXISTS {
  MATCH (e)-[m:MAKES]->(:Product)
  WHERE coalesce(m.since, '') <= $as_of AND coalesce(m.until, '9') + '~' >= $as_of
} AS makes, COLLECT {
  MATCH (e)-[l:LOCATED_IN]->(g:Region)
  WHERE coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
  RETURN DISTINCT g.id AS region ORDER BY region
} AS regions
ORDER BY thing, id
