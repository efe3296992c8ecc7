// 某一批次的产业链。 The chains of a batch, for a figure of no chain.
MATCH (c:Chain)
WHERE c.batch IN $kinds
RETURN c.batch AS part, 1 AS value, c.origin AS origin, c.id AS id
ORDER BY id
