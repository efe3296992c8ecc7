// 图里有哪些产业链。 The chains of the graph by id and name.
MATCH (c:Chain) RETURN c.id AS id, c.name AS name, c.names AS names ORDER BY id
