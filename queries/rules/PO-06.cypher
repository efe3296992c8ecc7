/*
id = "PO-06"
version = 1
zh = "党支部正式党员不足3人"
en = "A branch of fewer than three formal members"
when = "单独组建的党支部（不是联合党支部，非功能型）正式党员不足 {least} 人"
when_en = "a branch of its own, neither joint nor functional, has fewer than {least} formal members"
subject = "PartyOrg"
severity = "high"
force = "binding"
action = "及时调整或撤销，并入联合党支部"
action_en = "Rearrange or dissolve it in time, and join a joint branch"
closes_when = "正式党员达到规定人数，或调整、撤销并入联合党支部"
closes_when_en = "It has formal members enough, or was rearranged, dissolved or joined to another"
parameters = { least = 3 }
needs = ["formal_members"]

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第四条"
checked = false

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第七条"
checked = false
*/
MATCH (p:PartyOrg)
WHERE p.kind = '党支部' AND (p.functional IS NULL OR p.functional = false)
OPTIONAL MATCH (p)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH p, o WHERE (o.status IS NULL OR NOT o.status CONTAINS '撤销')
WITH p, o, o.formal_members < $least AS holds
WHERE holds IS NULL OR holds
RETURN p.id AS id, p.name AS name, holds,
  p.origin + coalesce('\n' + o.origin, '') AS origin,
  [need IN ['formal_members'] WHERE o[need] IS NULL] AS missing,
  {formal_members: o.formal_members, least: $least,
   observed_on: o.on, observation: o.id} AS facts
