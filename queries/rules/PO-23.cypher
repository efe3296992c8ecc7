/*
id = "PO-23"
version = 1
zh = "失联满6个月"
en = "Out of touch for half a year"
when = "党组织有党员失去联系满 {months} 个月"
when_en = "a member of an organization was lost {months} months before or earlier"
subject = "PartyOrg"
severity = "low"
force = "binding"
action = "由党支部或上级按规定处理（停止党籍）；系统只提示数量"
action_en = "The branch or its superior acts by the regulations (membership is suspended); the system only tells the number"
closes_when = "党组织已按规定处理，或重新取得联系"
closes_when_en = "The organization has acted by the regulations, or contact is restored"
parameters = { months = 6 }
needs = []
requires = ["Member.lost_on"]

[[basis]]
text = "中国共产党党员教育管理工作条例（2019）"
article = "第二十四条"
checked = false
*/
// Nobody is named, nor are the rows of the roster: one or two are told as few.
WITH toString(date($as_of) - duration({months: $months}) + duration({days: 1})) AS recent
MATCH (m:Member)
WHERE m.lost_on IS NOT NULL AND m.lost_on + '~' < recent
  AND (m.status IS NULL OR m.status IN ['正式', '预备'])
MATCH (p:PartyOrg)<-[b:MEMBER_OF]-(m)
WHERE (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until + '~' >= $as_of)
WITH p, count(m) AS members
WHERE size([(p)-[:OBSERVED]->(x:Observation)
    WHERE x.status CONTAINS '撤销' AND x.on <= $as_of AND x.until > $as_of | 1]) = 0
RETURN p.id AS id, p.name AS name, p.origin AS origin,
  {members: CASE WHEN members < 3 THEN '少于3人' ELSE members END, months: $months} AS facts
