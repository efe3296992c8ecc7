// 名称、简称或别名是它的对象，不限类型。 Who goes by this name, of any kind.
MATCH (n)
WHERE n.names CONTAINS $named AND NOT labels(n)[0] IN $hidden
RETURN labels(n)[0] AS label, n.id AS id, n.name AS name, n.names STARTS WITH $named AS whole
ORDER BY label, id
