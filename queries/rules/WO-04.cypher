/*
id = "WO-04"
version = 1
zh = "指导员长期未到企"
en = "An instructor who has not come for long"
when = "在任党建指导员距上次到企超过 {days} 天；没有登记到企日期的，无法判断"
when_en = "the last visit of an instructor in force lies more than {days} days back; unknown when nobody told"
subject = "ASSIGNED_TO"
severity = "low"
force = "practice"
action = "提醒走访"
action_en = "Remind of the visit"
closes_when = "指导员到企走访并登记"
closes_when_en = "The instructor has visited the enterprise, and it is registered"
parameters = { days = 90 }
needs = ["last_visit"]
requires = ["Cadre"]

[[basis]]
text = "各地做法（宁德：每季度至少1次）"
article = ""
checked = false
*/
WITH toString(date($as_of) - duration({days: $days})) AS limit
// A visit in a month counts as its last day: nobody is late before it is certain.
MATCH (k:Cadre)-[a:ASSIGNED_TO]->(e:Enterprise)
WHERE a.role = '党建指导员'
  AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
WITH k, a, e, a.last_visit + '~' < limit AS holds
WHERE holds IS NULL OR holds
WITH k, a, e, holds, COLLECT {
  MATCH path = (e)-[:AT|IN_CHAIN*1..2]->(c:Chain)
  WHERE all(r IN relationships(path)
        WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of))
  RETURN DISTINCT c.id AS chain ORDER BY chain
} AS chains
RETURN coalesce(a.link_id, e.id) AS id, e.name AS name, chains, holds,
  a.origin AS origin, [need IN ['last_visit'] WHERE holds IS NULL] AS missing,
  {last_visit: a.last_visit, days: $days, enterprise: e.id, since: a.since} AS facts
