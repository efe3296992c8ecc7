/*
id = "PO-12"
version = 1
zh = "无书记"
en = "No secretary"
when = "党组织已知没有书记"
when_en = "an organization is known to have no secretary"
subject = "PartyOrg"
severity = "high"
force = "binding"
action = "选举或由上级指派"
action_en = "Elect one, or the superior organization appoints one"
closes_when = "党组织有书记"
closes_when_en = "The organization has a secretary"
needs = ["has_secretary"]

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第六章"
checked = false
*/
MATCH (p:PartyOrg)
OPTIONAL MATCH (p)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH p, o WHERE (o.status IS NULL OR NOT o.status CONTAINS '撤销') AND o.secretary IS NULL
WITH p, o, NOT o.has_secretary AS holds
WHERE holds IS NULL OR holds
RETURN p.id AS id, p.name AS name, holds,
  p.origin + coalesce('\n' + o.origin, '') AS origin,
  [need IN ['has_secretary'] WHERE o[need] IS NULL] AS missing,
  {has_secretary: o.has_secretary, observed_on: o.on, observation: o.id} AS facts
