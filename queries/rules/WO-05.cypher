/*
id = "WO-05"
version = 1
zh = "企业未摸排"
en = "Not surveyed yet"
when = "在营企业没有摸排（包括不知道是否摸排）"
when_en = "an operating enterprise is not surveyed, or nobody told whether it is"
subject = "Enterprise"
severity = "info"
force = "data"
suppressed_by = ["PO-01"]
action = "先摸排；不得当作“无”"
action_en = "Survey first; unknown does not mean none"
closes_when = "企业已摸排"
closes_when_en = "The enterprise is surveyed"
needs = []

[[basis]]
text = "本系统规则"
article = ""
checked = true
*/
MATCH (e:Enterprise)
OPTIONAL MATCH (e)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH e, o
WHERE (o.operating IS NULL OR o.operating = true) AND (o.surveyed IS NULL OR o.surveyed = false)
RETURN e.id AS id, e.name AS name, e.origin + coalesce('\n' + o.origin, '') AS origin,
  {surveyed: o.surveyed, observed_on: o.on, observation: o.id} AS facts
