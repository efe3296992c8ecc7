// 编号或统一社会信用代码是它的对象，不限类型。 Who has this id or official code, of any kind.
MATCH (n:Chain|Segment|Product|Region|Enterprise|PartyOrg|MassOrg|Association|Department|University|Discipline|Industry|Offer|Need|Order|Resource|Project|Meeting|Activity|Policy|Figure|Site|Application|Target {id: $text})
RETURN labels(n)[0] AS label, n.id AS id, n.name AS name
UNION
MATCH (n:Enterprise {credit_code: $code}) RETURN labels(n)[0] AS label, n.id AS id, n.name AS name
UNION
MATCH (n:Enterprise {id: $code}) RETURN labels(n)[0] AS label, n.id AS id, n.name AS name
