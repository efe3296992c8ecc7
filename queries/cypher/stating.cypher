// 路径上的关系由哪些表说明。 Which rows state relationships of paths; each is told by its two ends.
UNWIND $ends AS pair
MATCH (n:Enterprise {id: pair[0]})-[r:IN_CHAIN]->(m:Chain {id: pair[1]})
WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of)
RETURN r.origin AS origin
ORDER BY origin
