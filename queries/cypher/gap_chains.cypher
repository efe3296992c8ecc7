// 产业链及其所在区域。 Every chain with the regions where it is.
MATCH (c:Chain)
RETURN c.id AS id, c.name AS name, COLLECT {
  MATCH (c)-[l:LOCATED_IN]->(r:Region)
  WHERE coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
  RETURN DISTINCT r.id AS region ORDER BY region
} AS regions
ORDER BY id
