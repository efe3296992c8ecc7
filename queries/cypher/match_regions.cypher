// 区域、上级区域与经纬度。 Regions with those that they lie within, and where they are.
MATCH (r:Region)
RETURN r.id AS id, r.name AS name, r.level AS level, r.longitude AS longitude,
  r.latitude AS latitude, COLLECT {
  MATCH (r)-[w:WITHIN]->(p:Region)
  WHERE coalesce(w.since, '') <= $as_of AND coalesce(w.until, '9') + '~' >= $as_of
  RETURN p.id AS parent ORDER BY parent
} AS parents
ORDER BY id
