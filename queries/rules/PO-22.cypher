/*
id = "PO-22"
version = 1
zh = "外出6个月以上未转关系"
en = "Away for half a year, registration not moved"
when = "党组织有流动党员外出满 {months} 个月、地点固定，组织关系没有转移"
when_en = "a floating member of an organization left {months} months before or earlier, has a fixed place and has not moved the registration"
subject = "PartyOrg"
severity = "low"
force = "binding"
action = "转移组织关系；只给党组织看数量"
action_en = "Move their registration; only numbers are shown, to the organization alone"
closes_when = "外出6个月以上、地点固定的党员已转移组织关系"
closes_when_en = "Members away for six months at a fixed place have moved their registration"
parameters = { months = 6 }
needs = ["floating", "left_on", "fixed_place", "moved"]
requires = ["Member.floating"]

[[basis]]
text = "中国共产党党员教育管理工作条例（2019）"
article = "第二十五条"
checked = false
*/
// Nobody is named, nor are the rows of the roster: one or two are told as few.
WITH toString(date($as_of) - duration({months: $months}) + duration({days: 1})) AS recent
MATCH (m:Member)
WHERE (m.floating IS NULL OR m.floating = true)
  AND (m.status IS NULL OR m.status IN ['正式', '预备'])
WITH m, m.floating AND m.left_on + '~' < recent AND m.fixed_place AND NOT m.moved AS away
WHERE away IS NULL OR away
MATCH (m)-[b:MEMBER_OF]->(p:PartyOrg)
WHERE (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until + '~' >= $as_of)
WITH p, count(m) AS some, count(CASE WHEN away THEN 1 END) AS members, count(m.floating) AS floating,
  count(m.left_on) AS left_on, count(m.fixed_place) AS fixed_place, count(m.moved) AS moved
WHERE size([(p)-[:OBSERVED]->(x:Observation)
    WHERE x.status CONTAINS '撤销' AND x.on <= $as_of AND x.until > $as_of | 1]) = 0
RETURN p.id AS id, p.name AS name, CASE WHEN members > 0 THEN true END AS holds, p.origin AS origin,
  [need IN ['floating'] WHERE floating < some] + [need IN ['left_on'] WHERE left_on < some]
    + [need IN ['fixed_place'] WHERE fixed_place < some] + [need IN ['moved'] WHERE moved < some]
    AS missing,
  {members: CASE WHEN members < 3 THEN '少于3人' ELSE members END, months: $months} AS facts
