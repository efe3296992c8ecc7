// 各产业链的服务诉求。 The service orders of chains: their own, and those that their enterprises raised.
MATCH (c:Chain)<-[i:IN_CHAIN]-(o:Order)
WHERE (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT o.id) AS ids
UNION ALL
MATCH (o:Order)<-[r:RAISES]-(:Enterprise)-[i:IN_CHAIN]->(c:Chain)
WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of)
  AND (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT o.id) AS ids
UNION ALL
MATCH (o:Order)<-[r:RAISES]-(:Enterprise)-[a:AT]->(:Segment)-[i:IN_CHAIN]->(c:Chain)
WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of)
  AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
  AND (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT o.id) AS ids
