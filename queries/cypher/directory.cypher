// 一类对象的全部名称、编号和读音。 Every name of a kind, with the ids, codes and readings of its bearer.
MATCH (n:Enterprise)
RETURN collect([n.id, n.name, n.names, n.pinyin, n.credit_code]) AS found
