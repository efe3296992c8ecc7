// 各产业链的组建申请。 The applications of chains: those of their enterprises and sites.
MATCH (x:Application)<-[r:APPLIES]-()-[i:IN_CHAIN]->(c:Chain)
WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of)
  AND (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT x.id) AS ids
UNION ALL
MATCH (x:Application)<-[r:APPLIES]-(:Enterprise)-[a:AT]->(:Segment)-[i:IN_CHAIN]->(c:Chain)
WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of)
  AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
  AND (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT x.id) AS ids
