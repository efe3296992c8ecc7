/*
id = "PO-13"
version = 1
zh = "任期已满未换届"
en = "Its term is over"
when = "任期已满：换届日期加任期（党支部、党总支 {branch_years} 年，基层党委、商圈党委 {committee_years} 年，或自报的任期）、届满日期或获批的延期早于所问之日；功能型党组织不算"
when_en = "its term is over: elected_on plus its term (branch and general branch {branch_years} years, primary and district committee {committee_years}, or the term told), else term_end, or extended_until where that is later, lies before the day; never functional"
subject = "PartyOrg"
severity = "high"
force = "binding"
action = "按期换届；延期或提前须报批，期限一般不超过1年"
action_en = "Hold the election; to delay or advance it needs approval, as a rule for at most a year"
closes_when = "完成换届选举，或延期已获批准且未到期"
closes_when_en = "The election was held, or a delay was approved and is not over"
parameters = { branch_years = 3, committee_years = 5 }
needs = ["elected_on", "term_end"]

[[basis]]
text = "关于党的基层组织任期的意见（2018）"
article = ""
checked = false

[[basis]]
text = "中国共产党基层组织选举工作条例（2020）"
article = "第三条"
checked = false
*/
MATCH (p:PartyOrg)
WHERE p.kind IN ['党支部', '联合党支部', '流动党员党支部', '党总支', '基层党委', '商圈党委']
  AND (p.functional IS NULL OR p.functional = false)
OPTIONAL MATCH (p)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH p, o WHERE (o.status IS NULL OR NOT o.status CONTAINS '撤销')
WITH p, o, coalesce(p.term_years,
  CASE WHEN p.kind IN ['基层党委', '商圈党委'] THEN $committee_years ELSE $branch_years END) AS years
WITH p, o, years, coalesce(
  toString(toInteger(left(o.elected_on, 4)) + years) + substring(o.elected_on, 4),
  p.term_end) AS term_end
WITH p, o, years, CASE
    WHEN o.extended_until + '~' < term_end + '~' THEN term_end ELSE coalesce(o.extended_until, term_end)
  END AS due
WITH p, o, years, due, due + '~' < $as_of AS holds
WHERE holds IS NULL OR holds
RETURN p.id AS id, p.name AS name, holds,
  p.origin + coalesce('\n' + o.origin, '') AS origin,
  [need IN ['elected_on', 'term_end'] WHERE due IS NULL] AS missing,
  {elected_on: o.elected_on, term_years: years,
   extended_until: o.extended_until, term_end: due,
   observed_on: o.on, observation: o.id} AS facts
