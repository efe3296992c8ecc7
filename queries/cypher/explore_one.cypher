// 一个对象的登记信息。 What is registered of one entity.
MATCH (n:Enterprise {id: $id})
RETURN n.id AS id, n.name AS name, properties(n) AS properties
