/*
id = "WO-05"
version = 1
zh = "企业未摸排"
en = "Not surveyed yet"
subject = "Enterprise"
severity = "info"
force = "data"
suppressed_by = ["PO-01"]
action = "先摸排；不得当作“无”"
closes_when = "企业已摸排"
needs = []

[[basis]]
text = "本系统规则"
article = ""
checked = true
*/
MATCH (e:Enterprise)
OPTIONAL MATCH (e)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH e, o
WHERE coalesce(o.operating, true) AND NOT coalesce(o.surveyed, false)
WITH e, o, COLLECT {
  MATCH path = (e)-[:AT|IN_CHAIN*1..2]->(c:Chain)
  WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  RETURN DISTINCT c.id AS chain ORDER BY chain
} AS chains
WHERE $chain IS NULL OR $chain IN chains
RETURN e.id AS id, e.name AS name, chains, e.origin AS origin,
  {surveyed: o.surveyed, observed_on: o.on, observation: o.id} AS facts
ORDER BY id
