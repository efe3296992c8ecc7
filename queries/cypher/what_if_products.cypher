// 产品：环节、大类、细分、去向和来源，非产品除外。 Products with segments, families, kinds, what they feed and what feeds them; no accounting lines.
UNWIND $ids AS given
MATCH (p:Product {id: given})
WHERE NOT coalesce(p.junk, false)
RETURN p.id AS id, p.name AS name, p.names AS names, p.origin AS origin, COLLECT {
  MATCH (p)-[o:OF]->(s:Segment)
  WHERE coalesce(o.since, '') <= $as_of AND coalesce(o.until, '9') + '~' >= $as_of
  RETURN DISTINCT s.id AS segment ORDER BY segment
} AS segments, COLLECT {
  MATCH (p)-[k:KIND_OF]->(f:Product)
  WHERE coalesce(k.since, '') <= $as_of AND coalesce(k.until, '9') + '~' >= $as_of
    AND NOT coalesce(f.junk, false)
  RETURN DISTINCT [f.id, f.name] AS family ORDER BY family
} AS families, COLLECT {
  MATCH (p)<-[n:KIND_OF]-(q:Product)
  WHERE coalesce(n.since, '') <= $as_of AND coalesce(n.until, '9') + '~' >= $as_of
    AND NOT coalesce(q.junk, false)
  RETURN DISTINCT [q.id, q.name] AS kind ORDER BY kind
} AS kinds, COLLECT {
  MATCH (p)-[d:FEEDS]->(g:Product)
  WHERE coalesce(d.since, '') <= $as_of AND coalesce(d.until, '9') + '~' >= $as_of
    AND NOT coalesce(g.junk, false)
  RETURN DISTINCT g.id AS fed ORDER BY fed
} AS feeds, COLLECT {
  MATCH (p)<-[u:FEEDS]-(h:Product)
  WHERE coalesce(u.since, '') <= $as_of AND coalesce(u.until, '9') + '~' >= $as_of
    AND NOT coalesce(h.junk, false)
  RETURN DISTINCT h.id AS feeding ORDER BY feeding
} AS fed_by
ORDER BY id
