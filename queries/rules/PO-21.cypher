/*
id = "PO-21"
version = 1
zh = "流动党员聚集未建组织"
en = "Floating members without a branch of theirs"
when = "场所的流动正式党员不少于 {least} 人，没有流动党员党支部覆盖"
when_en = "a site has at least {least} floating formal members and no 流动党员党支部 covers it in force"
subject = "Site"
severity = "medium"
force = "discretion"
action = "流出地商流入地党组织，依托园区、商会、行业协会成立流动党员党支部"
action_en = "With the organization at their home, found a branch of floating members at a park, a chamber or an industry association"
closes_when = "场所有流动党员党支部覆盖"
closes_when_en = "A branch of floating members covers the place"
parameters = { least = 3 }
needs = ["floating_formal"]
requires = ["Site"]

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第五条"
checked = false
*/
MATCH (s:Site)
OPTIONAL MATCH (s)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH s, o, o.floating_formal >= $least AS holds
WHERE (holds IS NULL OR holds)
  AND NOT EXISTS {
    MATCH (s)<-[v:COVERS]-(p:PartyOrg)
    WHERE p.kind = '流动党员党支部'
      AND (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
  }
RETURN s.id AS id, s.name AS name, holds,
  s.origin + coalesce('\n' + o.origin, '') AS origin,
  [need IN ['floating_formal'] WHERE o[need] IS NULL] AS missing,
  {floating_formal: o.floating_formal, least: $least, kind: s.kind,
   observed_on: o.on, observation: o.id} AS facts
