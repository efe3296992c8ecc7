// 区域及其上级区域。 Every region with those that it lies within.
MATCH (r:Region)
RETURN r.id AS id, r.name AS name, r.level AS level, COLLECT {
  MATCH (r)-[w:WITHIN]->(p:Region)
  WHERE coalesce(w.since, '') <= $as_of AND coalesce(w.until, '9') + '~' >= $as_of
  RETURN p.id AS parent ORDER BY parent
} AS parents
ORDER BY id
