// 在营企业未解决的技术、人才需求。 Open needs that a university can meet, of one enterprise, a chain or all.
MATCH (e:Enterprise)-[h:HAS_NEED]->(n:Need)
WHERE ($id IS NULL OR e.id = $id)
  AND coalesce(h.since, '') <= $as_of AND coalesce(h.until, '9') + '~' >= $as_of
  AND coalesce(n.raised_on, '') <= $as_of AND NOT coalesce(n.state, '') IN $closed
  AND (n.kind IS NULL OR any(kind IN $kinds WHERE n.kind CONTAINS kind))
  AND NOT EXISTS {
    MATCH (e)-[:OBSERVED]->(b:Observation)
    WHERE b.on <= $as_of AND b.until > $as_of AND b.operating = false
  }
  AND ($chain IS NULL OR EXISTS {
    MATCH (e)-[:IN_CHAIN]->(:Chain {id: $chain})
  } OR EXISTS {
    MATCH (e)-[:AT]->(:Segment)-[:IN_CHAIN]->(:Chain {id: $chain})
  })
RETURN e.id AS id, e.name AS name, n.id AS need, n.name AS title, n.text AS text,
  n.common AS common, n.origin AS origin, COLLECT {
  MATCH (n)-[t:RELATES_TO]->(d:Discipline)
  WHERE coalesce(t.since, '') <= $as_of AND coalesce(t.until, '9') + '~' >= $as_of
  RETURN DISTINCT d.id AS discipline ORDER BY discipline
} AS disciplines, COLLECT {
  MATCH (e)-[l:LOCATED_IN]->(r:Region)
  WHERE coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
  RETURN DISTINCT r.id AS region ORDER BY region
} AS regions
ORDER BY id, need
