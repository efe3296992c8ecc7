// 各产业链已有人才的学科；不涉及个人。 The disciplines of each chain's talents; nobody is named.
MATCH (c:Chain)<-[s:SERVES]-(t:Talent)-[:RELATES_TO]->(d:Discipline)
WHERE coalesce(s.since, '') <= $as_of AND coalesce(s.until, '9') + '~' >= $as_of
RETURN DISTINCT c.id AS chain, d.id AS discipline
ORDER BY chain, discipline
