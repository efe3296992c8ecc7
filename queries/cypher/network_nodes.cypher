// 一类对象的编号和名称。 The entities of a kind.
MATCH (n:Enterprise)
RETURN n.id AS id, n.name AS name
ORDER BY id
