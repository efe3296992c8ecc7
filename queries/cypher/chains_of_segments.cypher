// 各产业链的环节。 The segments of chains.
MATCH (c:Chain)<-[i:IN_CHAIN]-(s:Segment)
WHERE (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT s.id) AS ids
