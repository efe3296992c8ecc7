/*
id = "PO-14"
version = 1
zh = "六个月内届满"
en = "Its term ends within half a year"
when = "任期（党支部、党总支 {branch_years} 年，基层党委、商圈党委 {committee_years} 年，或自报的任期）在所问之日起 {days} 天内届满"
when_en = "the same date (branch {branch_years} years, committee {committee_years}) lies on the day or up to {days} days after it"
subject = "PartyOrg"
severity = "info"
force = "reminder"
action = "提前准备换届"
action_en = "Prepare the election"
closes_when = "完成换届选举，或延期已获批准"
closes_when_en = "The election was held, or a delay was approved"
parameters = { days = 180, branch_years = 3, committee_years = 5 }
needs = ["elected_on", "term_end"]

[[basis]]
text = "中国共产党基层组织选举工作条例（2020）"
article = "第三条"
checked = false
*/
WITH toString(date($as_of) + duration({days: $days}) + duration({days: 1})) AS beyond
MATCH (p:PartyOrg)
WHERE p.kind IN ['党支部', '联合党支部', '流动党员党支部', '党总支', '基层党委', '商圈党委']
  AND (p.functional IS NULL OR p.functional = false)
OPTIONAL MATCH (p)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH beyond, p, o WHERE (o.status IS NULL OR NOT o.status CONTAINS '撤销')
WITH beyond, p, o, coalesce(p.term_years,
  CASE WHEN p.kind IN ['基层党委', '商圈党委'] THEN $committee_years ELSE $branch_years END) AS years
WITH beyond, p, o, years, coalesce(
  toString(toInteger(left(o.elected_on, 4)) + years) + substring(o.elected_on, 4),
  p.term_end) AS term_end
WITH beyond, p, o, years, CASE
    WHEN o.extended_until + '~' < term_end + '~' THEN term_end ELSE coalesce(o.extended_until, term_end)
  END AS due
WITH p, o, years, due, due + '~' >= $as_of AND due + '~' < beyond AS holds
WHERE holds IS NULL OR holds
RETURN p.id AS id, p.name AS name, holds,
  p.origin + coalesce('\n' + o.origin, '') AS origin,
  [need IN ['elected_on', 'term_end'] WHERE due IS NULL] AS missing,
  {elected_on: o.elected_on, term_years: years,
   extended_until: o.extended_until, term_end: due, days: $days,
   observed_on: o.on, observation: o.id} AS facts
