// 产业链上的在营企业：环节、产品、是否链主。 Operating enterprises of chains with their segments there and products.
MATCH (c:Chain)
WHERE $chain IS NULL OR c.id = $chain
MATCH path = (c)<-[:IN_CHAIN|AT*1..2]-(e:Enterprise)
WHERE all(r IN relationships(path)
      WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
WITH DISTINCT c, e
WHERE NOT EXISTS {
  MATCH (e)-[:OBSERVED]->(o:Observation)
  WHERE o.on <= $as_of AND o.until > $as_of AND o.operating = false
}
RETURN c.id AS chain, e.id AS id, e.name AS name, e.origin AS origin,
  '链主' IN coalesce(e.tags, []) OR EXISTS {
    MATCH (e)-[l:AT|IN_CHAIN]->()
    WHERE l.role STARTS WITH '链主'
      AND coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
  } AS leads, COLLECT {
  MATCH way = (e)-[:AT]->(s:Segment)-[:IN_CHAIN]->(c)
  WHERE all(r IN relationships(way)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  RETURN DISTINCT s.id AS segment ORDER BY segment
} AS segments, COLLECT {
  MATCH (e)-[m:MAKES]->(p:Product)
  WHERE coalesce(m.since, '') <= $as_of AND coalesce(m.until, '9') + '~' >= $as_of
    AND NOT coalesce(p.junk, false)
  RETURN DISTINCT p.id AS product ORDER BY product
} AS products
ORDER BY chain, id
