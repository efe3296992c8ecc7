// 这些企业：是否在营、所在地、产品、已知的在营供应商和客户。 What these enterprises make, and whom they are known to buy from and sell to.
UNWIND $ids AS given
MATCH (e:Enterprise {id: given})
RETURN e.id AS id, e.name AS name, e.origin AS origin, NOT EXISTS {
  MATCH (e)-[:OBSERVED]->(o:Observation)
  WHERE o.on <= $as_of AND o.until > $as_of AND o.operating = false
} AS open, COLLECT {
  MATCH (e)-[l:LOCATED_IN]->(g:Region)
  WHERE coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
  RETURN DISTINCT g.id AS region ORDER BY region
} AS regions, COLLECT {
  MATCH (e)-[m:MAKES]->(p:Product)
  WHERE coalesce(m.since, '') <= $as_of AND coalesce(m.until, '9') + '~' >= $as_of
    AND NOT coalesce(p.junk, false)
  RETURN DISTINCT p.id AS product ORDER BY product
} AS products, COLLECT {
  MATCH (e)<-[s:SUPPLIES]-(f:Enterprise)
  WHERE coalesce(s.since, '') <= $as_of AND coalesce(s.until, '9') + '~' >= $as_of AND f <> e
    AND NOT EXISTS {
      MATCH (f)-[:OBSERVED]->(x:Observation)
      WHERE x.on <= $as_of AND x.until > $as_of AND x.operating = false
    }
  RETURN DISTINCT [f.id, f.name, coalesce(s.product, '')] AS supplier ORDER BY supplier
} AS suppliers, COLLECT {
  MATCH (e)-[t:SUPPLIES]->(h:Enterprise)
  WHERE coalesce(t.since, '') <= $as_of AND coalesce(t.until, '9') + '~' >= $as_of AND h <> e
    AND NOT EXISTS {
      MATCH (h)-[:OBSERVED]->(y:Observation)
      WHERE y.on <= $as_of AND y.until > $as_of AND y.operating = false
    }
  RETURN DISTINCT [h.id, h.name, coalesce(t.product, '')] AS customer ORDER BY customer
} AS customers
ORDER BY id
