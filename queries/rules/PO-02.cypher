/*
id = "PO-02"
version = 1
zh = "先转组织关系再组建"
en = "Members on site whose registration is elsewhere"
when = "在营且已摸排，在岗正式党员不少于 {least} 人，而组织关系在本单位的不足 {least} 人，没有党组织覆盖"
when_en = "a judged enterprise with at least {least} formal members on site, fewer than {least} of them registered here, is not organised"
subject = "Enterprise"
severity = "medium"
force = "binding"
action = "动员转入组织关系（外出6个月以上且地点相对固定）或建流动党员党支部"
action_en = "Ask the members to move their registration (away for over six months, at a fixed place), or found a branch of floating members"
closes_when = "组织关系在本单位的正式党员达到3人并组建党组织，或成立流动党员党支部"
closes_when_en = "Three formal members are registered here and an organization is formed, or a branch of floating members is"
parameters = { least = 3 }
needs = ["formal_on_site", "formal_affiliated"]

[[basis]]
text = "中国共产党党员教育管理工作条例（2019）"
article = "第二十五条"
checked = false

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第五条"
checked = false
*/
MATCH (o:Observation)
WHERE o.surveyed = true AND (o.operating IS NULL OR o.operating = true)
  AND o.on <= $as_of AND o.until > $as_of
WITH o, o.formal_on_site >= $least AND o.formal_affiliated < $least AS holds
WHERE holds IS NULL OR holds
MATCH (o)<-[:OBSERVED]-(e:Enterprise)
WHERE size([(e)<-[v:COVERS]-(p:PartyOrg)
    WHERE v.mode IN ['单独', '联合', '区域', '行业'] AND (p.functional IS NULL OR p.functional = false)
      AND (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
    | 1]) = 0
RETURN e.id AS id, e.name AS name, holds, e.origin + '\n' + o.origin AS origin,
  [need IN ['formal_on_site', 'formal_affiliated'] WHERE o[need] IS NULL] AS missing,
  {formal_on_site: o.formal_on_site, formal_affiliated: o.formal_affiliated, least: $least,
   observed_on: o.on, observation: o.id} AS facts
