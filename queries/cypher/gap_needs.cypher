// 链上在营企业提出的需求。 Needs of the operating enterprises of chains, with the segments that they concern.
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
MATCH (e)-[h:HAS_NEED]->(n:Need)
WHERE coalesce(h.since, '') <= $as_of AND coalesce(h.until, '9') + '~' >= $as_of
  AND coalesce(n.raised_on, '') <= $as_of
RETURN c.id AS chain, n.id AS id, n.name AS name, n.kind AS kind, n.state AS state,
  n.origin AS origin, e.id AS firm, COLLECT {
  MATCH way = (n)-[:CONCERNS|OF*1..2]->(s:Segment)
  WHERE all(r IN relationships(way)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  RETURN DISTINCT s.id AS segment ORDER BY segment
} AS segments
ORDER BY chain, id, firm
