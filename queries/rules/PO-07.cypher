/*
id = "PO-07"
version = 1
zh = "党支部人数偏多"
en = "A branch of more than fifty"
when = "党支部党员超过 {most} 人"
when_en = "a branch has more than {most} members"
subject = "PartyOrg"
severity = "low"
force = "general"
action = "分设党支部或改设党总支（“一般不超过50人”）"
action_en = "Divide it, or make it a general branch (as a rule at most 50)"
closes_when = "党支部党员不超过规定人数，或改设党总支"
closes_when_en = "The branch has no more members than usual, or became a general branch"
parameters = { most = 50 }
needs = ["total_members"]

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第四条"
checked = false
*/
MATCH (p:PartyOrg)
WHERE p.kind IN ['党支部', '联合党支部', '流动党员党支部']
  AND (p.functional IS NULL OR p.functional = false)
OPTIONAL MATCH (p)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH p, o WHERE (o.status IS NULL OR NOT o.status CONTAINS '撤销')
WITH p, o, o.total_members > $most AS holds
WHERE holds IS NULL OR holds
RETURN p.id AS id, p.name AS name, holds,
  p.origin + coalesce('\n' + o.origin, '') AS origin,
  [need IN ['total_members'] WHERE o[need] IS NULL] AS missing,
  {total_members: o.total_members, most: $most,
   observed_on: o.on, observation: o.id} AS facts
