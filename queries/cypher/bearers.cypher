// 编号或统一社会信用代码是它的对象。 Who has this id or official code.
MATCH (n:Enterprise {id: $text}) RETURN labels(n)[0] AS label, n.id AS id, n.name AS name
UNION
MATCH (n:Enterprise {credit_code: $code}) RETURN labels(n)[0] AS label, n.id AS id, n.name AS name
UNION
MATCH (n:Enterprise {id: $code}) RETURN labels(n)[0] AS label, n.id AS id, n.name AS name
