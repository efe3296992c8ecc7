// 名称、简称或别名是它的对象。 Who goes by this name; `whole` when it is the full name.
MATCH (n:Enterprise)
WHERE n.names CONTAINS $named
RETURN labels(n)[0] AS label, n.id AS id, n.name AS name, n.names STARTS WITH $named AS whole
ORDER BY id
