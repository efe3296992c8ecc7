// 若干对象位于何处。 Where given entities are.
UNWIND $ids AS id
MATCH (n:Enterprise {id: id})-[r:LOCATED_IN]->(g:Region)
WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
RETURN id, g.id AS region, g.name AS name
ORDER BY id, region
