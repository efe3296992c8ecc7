// 按编号、名称、别名、拼音、首字母查找，依次排序。 Search by id, name, alias, pinyin, initials.
MATCH (n)
WHERE NOT labels(n)[0] IN $hidden
  AND (n.names CONTAINS $text OR ($letters <> '' AND n.pinyin CONTAINS $letters)
       OR n.id IN [$raw, $code] OR n.credit_code = $code)
WITH n, CASE
    WHEN n.id IN [$raw, $code] OR n.credit_code = $code THEN 0
    WHEN n.names CONTAINS '|' + $text + '|' THEN 1
    WHEN n.names CONTAINS '|' + $text THEN 2
    WHEN n.names CONTAINS $text THEN 3
    WHEN any(i IN range(1, size(split(n.pinyin, '|')) - 1, 2)
         WHERE split(n.pinyin, '|')[i] STARTS WITH $letters) THEN 4
    WHEN n.pinyin CONTAINS '|' + $letters THEN 5
    ELSE 6
  END AS rank
ORDER BY rank, size(coalesce(n.name, '')), labels(n)[0], n.id
WITH collect({label: labels(n)[0], id: n.id, name: n.name, names: n.names, pinyin: n.pinyin,
              code: n.credit_code, rank: rank}) AS found
RETURN size(found) AS total, found[0..$limit] AS items
