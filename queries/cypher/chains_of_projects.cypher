// 服务各产业链的项目。 The projects that serve chains.
MATCH (c:Chain)<-[v:SERVES]-(j:Project)
WHERE (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT j.id) AS ids
