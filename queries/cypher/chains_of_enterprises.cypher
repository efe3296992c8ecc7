// 各产业链的企业。 The enterprises of chains: their own, and those at their segments.
MATCH (c:Chain)<-[i:IN_CHAIN]-(e:Enterprise)
WHERE (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT e.id) AS ids
UNION ALL
MATCH (c:Chain)<-[i:IN_CHAIN]-(:Segment)<-[a:AT]-(e:Enterprise)
WHERE (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
  AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT e.id) AS ids
