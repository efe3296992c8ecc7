// 产品：所属环节、大类、细分和去向。 Products with their segments, what they are kinds of, their kinds, and what they feed.
UNWIND $ids AS id
MATCH (p:Product {id: id})
RETURN p.id AS id, p.name AS name, p.origin AS origin, COLLECT {
  MATCH (p)-[o:OF]->(s:Segment)
  WHERE coalesce(o.since, '') <= $as_of AND coalesce(o.until, '9') + '~' >= $as_of
  RETURN DISTINCT s.id AS segment ORDER BY segment
} AS segments, COLLECT {
  MATCH (p)-[k:KIND_OF]->(f:Product)
  WHERE coalesce(k.since, '') <= $as_of AND coalesce(k.until, '9') + '~' >= $as_of
  RETURN DISTINCT [f.id, f.name] AS family ORDER BY family
} AS families, COLLECT {
  MATCH (p)<-[n:KIND_OF]-(q:Product)
  WHERE coalesce(n.since, '') <= $as_of AND coalesce(n.until, '9') + '~' >= $as_of
  RETURN DISTINCT [q.id, q.name] AS kind ORDER BY kind
} AS kinds, COLLECT {
  MATCH (p)-[d:FEEDS]->(g:Product)
  WHERE coalesce(d.since, '') <= $as_of AND coalesce(d.until, '9') + '~' >= $as_of
    AND NOT coalesce(g.junk, false)
  RETURN DISTINCT g.id AS fed ORDER BY fed
} AS feeds
ORDER BY id
