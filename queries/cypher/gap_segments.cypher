// 环节：所属产业链、行业、学科和产品。 Every segment with its chains, industries, disciplines and products.
MATCH (s:Segment)
RETURN s.id AS id, s.name AS name, s.position AS position, s.order AS order,
  coalesce(s.needed, true) AS needed, s.origin AS origin, COLLECT {
  MATCH (s)-[i:IN_CHAIN]->(c:Chain)
  WHERE coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
  RETURN DISTINCT c.id AS chain ORDER BY chain
} AS chains, COLLECT {
  MATCH (s)-[w:IN_INDUSTRY]->(y:Industry)
  WHERE coalesce(w.since, '') <= $as_of AND coalesce(w.until, '9') + '~' >= $as_of
  RETURN DISTINCT [y.id, y.name] AS industry ORDER BY industry
} AS industries, COLLECT {
  MATCH (s)-[t:RELATES_TO]->(d:Discipline)
  WHERE coalesce(t.since, '') <= $as_of AND coalesce(t.until, '9') + '~' >= $as_of
  RETURN DISTINCT [d.id, d.name] AS discipline ORDER BY discipline
} AS disciplines, COLLECT {
  MATCH (s)<-[o:OF]-(p:Product)
  WHERE coalesce(o.since, '') <= $as_of AND coalesce(o.until, '9') + '~' >= $as_of
  RETURN DISTINCT p.id AS product ORDER BY product
} AS products
ORDER BY id
