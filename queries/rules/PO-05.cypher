/*
id = "PO-05"
version = 1
zh = "联合党支部成员单位已够单建"
en = "A unit of a joint branch could have its own"
when = "联合党支部覆盖的在营单位中，有单位的正式党员（组织关系在本单位）已达 {least} 人；都没有达到、但有的没有报数的，无法判断"
when_en = "an operating unit that a 联合党支部 covers has at least {least} formal members registered; unknown when none has but of some nobody told"
subject = "PartyOrg"
severity = "medium"
force = "binding"
action = "提示该单位单独组建"
action_en = "Tell the unit that it can found its own"
closes_when = "正式党员达到规定人数的成员单位已单独组建"
closes_when_en = "Units with formal members enough have their own"
parameters = { least = 3 }
needs = ["formal_affiliated"]

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第四条"
checked = false

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第七条"
checked = false
*/
MATCH (p:PartyOrg)-[v:COVERS]->(e:Enterprise)
WHERE p.kind = '联合党支部'
  AND (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
  AND size([(p)-[:OBSERVED]->(x:Observation)
    WHERE x.status CONTAINS '撤销' AND x.on <= $as_of AND x.until > $as_of | 1]) = 0
OPTIONAL MATCH (e)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH p, v, e, o
WHERE (o.operating IS NULL OR o.operating = true) AND (o.formal_affiliated IS NULL OR o.formal_affiliated >= $least)
WITH p, v, e, o ORDER BY e.id
WITH p, collect({id: e.id, formal: o.formal_affiliated, on: o.on, observation: o.id,
                 origin: v.origin + '\n' + o.origin}) AS units
WITH p, [unit IN units WHERE unit.formal IS NOT NULL] AS enough
WITH p, enough, CASE WHEN size(enough) > 0 THEN true END AS holds
RETURN p.id AS id, p.name AS name, holds,
  reduce(text = p.origin, unit IN enough | text + '\n' + unit.origin) AS origin,
  [need IN ['formal_affiliated'] WHERE holds IS NULL] AS missing,
  {covers: [unit IN enough | unit.id], formal_affiliated: [unit IN enough | unit.formal],
   least: $least, observed_on: [unit IN enough | unit.on],
   observation: [unit IN enough | unit.observation]} AS facts
