// 图库里各类对象有多少，人员除外。 How many there are of each kind; persons are left out.
MATCH (n) WHERE NOT labels(n)[0] IN $hidden
RETURN labels(n)[0] AS label, count(*) AS count
ORDER BY label
