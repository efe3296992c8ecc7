/*
id = "PO-15"
version = 1
zh = "延期超过1年"
en = "Extended by more than a year"
when = "延期到期日比任期届满（党支部、党总支 {branch_years} 年，基层党委、商圈党委 {committee_years} 年，或自报的任期）晚 {most} 年以上"
when_en = "extended_until lies more than {most} year after elected_on plus the term (branch {branch_years} years, committee {committee_years}), else term_end"
subject = "PartyOrg"
severity = "high"
force = "binding"
action = "报上级处理"
action_en = "Report to the superior organization"
closes_when = "完成换届选举，或延期改为不超过1年"
closes_when_en = "The election was held, or the delay is a year at most"
parameters = { most = 1, branch_years = 3, committee_years = 5 }
needs = ["elected_on", "term_end"]

[[basis]]
text = "中国共产党基层组织选举工作条例（2020）"
article = "第三条"
checked = false
*/
MATCH (p:PartyOrg)
WHERE p.kind IN ['党支部', '联合党支部', '流动党员党支部', '党总支', '基层党委', '商圈党委']
  AND (p.functional IS NULL OR p.functional = false)
MATCH (p)-[:OBSERVED]->(o:Observation)
WHERE o.on <= $as_of AND o.until > $as_of AND o.extended_until IS NOT NULL
  AND (o.status IS NULL OR NOT o.status CONTAINS '撤销')
WITH p, o, coalesce(p.term_years,
  CASE WHEN p.kind IN ['基层党委', '商圈党委'] THEN $committee_years ELSE $branch_years END) AS years
WITH p, o, years, coalesce(
  toString(toInteger(left(o.elected_on, 4)) + years) + substring(o.elected_on, 4),
  p.term_end) AS term_end
WITH p, o, years, term_end, o.extended_until
  > toString(toInteger(left(term_end, 4)) + $most) + substring(term_end, 4) + '~' AS holds
WHERE holds IS NULL OR holds
RETURN p.id AS id, p.name AS name, holds,
  p.origin + '\n' + o.origin AS origin,
  [need IN ['elected_on', 'term_end'] WHERE term_end IS NULL] AS missing,
  {elected_on: o.elected_on, term_years: years,
   term_end: term_end, extended_until: o.extended_until, most: $most,
   observed_on: o.on, observation: o.id} AS facts
