// 名称与它相近的对象：有多少相同的字对，或同音。 Whose names share pairs of characters or the reading.
MATCH (n:Enterprise)
WHERE NOT labels(n)[0] IN $hidden
  AND (any(pair IN $pairs WHERE n.names CONTAINS pair)
       OR ($reading <> '' AND n.pinyin CONTAINS '|' + $reading))
WITH n, size([pair IN $pairs WHERE n.names CONTAINS pair]) AS shared,
  $reading <> '' AND coalesce(n.pinyin CONTAINS '|' + $reading, false) AS sounds
WHERE sounds OR shared * 2 >= size($pairs)
RETURN labels(n)[0] AS label, n.id AS id, n.name AS name
ORDER BY sounds DESC, shared DESC, size(coalesce(n.name, '')), label, id
LIMIT $limit
