// 各产业链某年的示范项目数。 Demonstration projects of each chain in a year.
MATCH (p:Project)-[s:SERVES]->(c:Chain)
WHERE p.kind CONTAINS '示范' AND ($chain IS NULL OR c.id = $chain)
  AND coalesce(s.since, '') <= $as_of AND coalesce(s.until, '9') + '~' >= $as_of
  AND coalesce(toString(p.year), left(p.started_on, 4)) = left($as_of, 4)
  AND coalesce(p.started_on, '') <= $as_of
RETURN c.id AS chain, count(DISTINCT p) AS count
ORDER BY chain
