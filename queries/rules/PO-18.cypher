/*
id = "PO-18"
version = 1
zh = "临时/功能型党组织越权"
en = "A temporary or functional organization beyond its powers"
when = "临时党支部或功能型党组织发展过党员、收缴过党费或进行过选举"
when_en = "a temporary or functional organization admitted members, collected dues or held an election"
subject = "PartyOrg"
severity = "high"
force = "binding"
action = "更正记录"
action_en = "Correct the record"
closes_when = "临时、功能型党组织没有发展党员、收缴党费、选举的记录"
closes_when_en = "Temporary and functional organizations have no record of admitting members, collecting dues or electing"
needs = ["developed", "dues_collected", "held_election"]

[[basis]]
text = "中国共产党支部工作条例（试行）（临时党支部）"
article = "第八条"
checked = false

[[basis]]
text = "中国共产党支部工作条例（试行）（功能型党组织参照）"
article = "第八条"
checked = false
*/
MATCH (p:PartyOrg)
WHERE p.kind = '临时党支部' OR p.functional
OPTIONAL MATCH (p)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH p, o WHERE (o.status IS NULL OR NOT o.status CONTAINS '撤销')
WITH p, o, o.developed > 0 OR o.dues_collected OR o.held_election AS holds
WHERE holds IS NULL OR holds
RETURN p.id AS id, p.name AS name, holds,
  p.origin + coalesce('\n' + o.origin, '') AS origin,
  [need IN ['developed', 'dues_collected', 'held_election'] WHERE o[need] IS NULL] AS missing,
  {developed: o.developed, dues_collected: o.dues_collected, held_election: o.held_election,
   observed_on: o.on, observation: o.id} AS facts
