/*
id = "PO-11"
version = 1
zh = "支委会人数不合规"
en = "A branch committee of the wrong size"
when = "支部委员会不足 {least} 人或超过 {most} 人；多于 {usual} 人、不超过 {most} 人的只作低级别提示"
when_en = "the branch committee has fewer than {least} or more than {most} members; above {usual} up to {most} is raised as low"
subject = "PartyOrg"
severity = "medium"
force = "binding"
action = "调整委员职数"
action_en = "Change the number of committee members"
closes_when = "支部委员会的人数符合规定"
closes_when_en = "The branch committee has as many members as the rule says"
parameters = { least = 3, usual = 5, most = 7 }
needs = ["has_committee", "committee_size"]

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第六章"
checked = false
*/
MATCH (p:PartyOrg)
WHERE p.kind IN ['党支部', '联合党支部', '流动党员党支部']
  AND (p.functional IS NULL OR p.functional = false)
OPTIONAL MATCH (p)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH p, o WHERE (o.status IS NULL OR NOT o.status CONTAINS '撤销')
WITH p, o, o.has_committee
  AND (o.committee_size < $least OR o.committee_size > $usual) AS holds
WHERE holds IS NULL OR holds
RETURN p.id AS id, p.name AS name, holds,
  p.origin + coalesce('\n' + o.origin, '') AS origin,
  [need IN ['has_committee', 'committee_size'] WHERE o[need] IS NULL] AS missing,
  CASE WHEN o.committee_size > $usual AND o.committee_size <= $most THEN 'low' END AS severity,
  {committee_size: o.committee_size, least: $least, usual: $usual, most: $most,
   observed_on: o.on, observation: o.id} AS facts
