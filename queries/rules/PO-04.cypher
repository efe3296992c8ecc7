/*
id = "PO-04"
version = 1
zh = "联合党支部覆盖单位过多"
en = "A joint branch of too many units"
when = "联合党支部有效覆盖的单位多于 {most} 个"
when_en = "a 联合党支部 covers more than {most} units in force"
subject = "PartyOrg"
severity = "medium"
force = "general"
action = "拆分或调整（“一般不超过5个”）"
action_en = "Split or rearrange it (as a rule at most 5 units)"
closes_when = "联合党支部覆盖的单位不超过规定数"
closes_when_en = "The joint branch covers no more units than allowed"
parameters = { most = 5 }
needs = []

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第五条"
checked = false
*/
MATCH (p:PartyOrg)-[v:COVERS]->(u)
WHERE p.kind = '联合党支部'
  AND (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
WITH p, u, v ORDER BY u.id
WITH p, collect(u.id) AS covers, collect(v.origin) AS lines
WHERE size(covers) > $most
  AND size([(p)-[:OBSERVED]->(x:Observation)
    WHERE x.status CONTAINS '撤销' AND x.on <= $as_of AND x.until > $as_of | 1]) = 0
RETURN p.id AS id, p.name AS name,
  reduce(text = p.origin, line IN lines | text + '\n' + line) AS origin,
  {units: size(covers), most: $most, covers: covers} AS facts
