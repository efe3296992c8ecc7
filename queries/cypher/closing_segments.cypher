// 环节、所属产业链，以及产品流向的环节。 Every segment, its chains, and the segments that its products feed.
MATCH (s:Segment)
RETURN s.id AS id, s.name AS name, s.order AS order, COLLECT {
  MATCH (s)-[i:IN_CHAIN]->(c:Chain)
  WHERE coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
  RETURN DISTINCT c.id AS chain ORDER BY chain
} AS chains, COLLECT {
  MATCH path = (s)<-[:OF]-(:Product)-[:FEEDS]->(:Product)-[:OF]->(t:Segment)
  WHERE t <> s AND all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  RETURN DISTINCT t.id AS segment ORDER BY segment
} AS feeds
ORDER BY id
