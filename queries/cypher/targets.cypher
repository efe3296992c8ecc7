// 各产业链的年度目标和里程碑。 Targets and milestones of chains.
MATCH (t:Target)-[i:IN_CHAIN]->(c:Chain)
WHERE ($chain IS NULL OR c.id = $chain)
  AND coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
RETURN t.id AS id, t.name AS name, c.id AS chain, c.name AS chain_name, t.metric AS metric,
  t.value AS value, t.year AS year, t.due_on AS due_on, t.done_on AS done_on, t.state AS told,
  t.origin AS origin
ORDER BY chain, coalesce(due_on, '9'), metric, id
