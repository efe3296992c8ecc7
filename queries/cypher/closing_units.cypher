// 这些企业的位置、环节、产业链、供应关系和规模。 Where these enterprises are, what they do, with whom.
UNWIND $ids AS given
MATCH (e:Enterprise {id: given})
OPTIONAL MATCH (e)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
RETURN e.id AS id, e.name AS name, e.on_scale AS on_scale, o.staff AS staff,
  e.region AS region, e.town AS town, e.park AS park, COLLECT {
  MATCH (e)-[l:LOCATED_IN]->(r:Region)
  WHERE coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
  RETURN DISTINCT r.id AS region ORDER BY region
} AS regions, COLLECT {
  MATCH (e)-[a:AT]->(s:Segment)
  WHERE coalesce(a.since, '') <= $as_of AND coalesce(a.until, '9') + '~' >= $as_of
  RETURN DISTINCT s.id AS segment ORDER BY segment
} AS segments, COLLECT {
  MATCH path = (e)-[:AT|IN_CHAIN*1..2]->(c:Chain)
  WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  RETURN DISTINCT c.id AS chain ORDER BY chain
} AS chains, COLLECT {
  MATCH (e)-[s:SUPPLIES]-(f:Enterprise)
  WHERE coalesce(s.since, '') <= $as_of AND coalesce(s.until, '9') + '~' >= $as_of
  RETURN DISTINCT f.id AS partner ORDER BY partner
} AS partners
ORDER BY id
