// 各类对象有多少。 How many there are of each kind.
MATCH (n)
WHERE labels(n)[0] IN $kinds
RETURN labels(n)[0] AS label, count(n) AS count
ORDER BY label
