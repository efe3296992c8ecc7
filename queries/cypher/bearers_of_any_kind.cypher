// 编号或统一社会信用代码是它的对象，不限类型。 Who has this id or official code, of any kind.
MATCH (n)
WHERE (n.id IN [$text, $code] OR n.credit_code = $code) AND NOT labels(n)[0] IN $hidden
RETURN labels(n)[0] AS label, n.id AS id, n.name AS name
ORDER BY label, id
