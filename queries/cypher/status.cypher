// 图库里有什么：各类对象和关系的数量。 What the graph holds: nodes by label, relationships by type.
MATCH (n) RETURN 'node' AS what, labels(n)[0] AS name, count(*) AS count
UNION ALL
MATCH ()-[r]->() RETURN 'rel' AS what, type(r) AS name, count(*) AS count
