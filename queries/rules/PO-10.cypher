/*
id = "PO-10"
version = 1
zh = "应设支部委员会未设"
en = "Owes a branch committee"
when = "党支部正式党员在 {least} 人以上，未设支部委员会"
when_en = "a branch has at least {least} formal members and no committee"
subject = "PartyOrg"
severity = "high"
force = "binding"
action = "选举支部委员会3至5人，一般不超过7人"
action_en = "Elect a branch committee of 3 to 5, as a rule at most 7"
closes_when = "党支部选举产生支部委员会"
closes_when_en = "The branch has elected its committee"
parameters = { least = 7 }
needs = ["formal_members", "has_committee"]

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
WITH p, o, o.formal_members >= $least AND NOT o.has_committee AS holds
WHERE holds IS NULL OR holds
RETURN p.id AS id, p.name AS name, holds,
  p.origin + coalesce('\n' + o.origin, '') AS origin,
  [need IN ['formal_members', 'has_committee'] WHERE o[need] IS NULL] AS missing,
  {formal_members: o.formal_members, least: $least, has_committee: o.has_committee,
   observed_on: o.on, observation: o.id} AS facts
