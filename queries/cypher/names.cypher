// 编号的名称（对象的类型由程序指定）。 The names of entities of a kind, by their ids.
UNWIND $ids AS id
MATCH (n:Enterprise {id: id})
RETURN n.id AS id, n.name AS name
ORDER BY id
