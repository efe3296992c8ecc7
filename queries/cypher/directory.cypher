// 一切对象的名称、编号和读音。 Every name of the graph, with the ids, codes and readings of its bearer.
MATCH (n)
WHERE NOT labels(n)[0] IN $hidden
RETURN labels(n)[0] AS label, n.id AS id, n.name AS name, n.names AS names, n.pinyin AS pinyin,
  n.credit_code AS code
