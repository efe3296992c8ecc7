// 公开报道的指标，带限定和原文。 Published figures, with how exactly and in which words they were told.
MATCH (f:Figure)
OPTIONAL MATCH (f)-[i:IN_CHAIN]->(c:Chain)
WHERE coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
WITH f, c
WHERE $chain IS NULL OR c.id = $chain
RETURN f.id AS fact, c.id AS chain, f.chain AS kept, f.name AS metric, f.value AS value,
  f.qualifier AS qualifier, f.unit AS unit, f.quote AS quote, f.origin AS origin
ORDER BY fact, chain
