/*
id = "PO-22"
version = 1
zh = "外出6个月以上未转关系"
en = "Away for half a year, registration not moved"
subject = "PartyOrg"
severity = "low"
force = "binding"
action = "转移组织关系；只给党组织看数量"
closes_when = "外出6个月以上、地点固定的党员已转移组织关系"
parameters = { months = 6 }
needs = ["floating", "left_on", "fixed_place", "moved"]
requires = ["Member.floating"]

[[basis]]
text = "中国共产党党员教育管理工作条例（2019）"
article = "第二十五条"
checked = false
*/
// Nobody is named, nor are the rows of the roster: one or two are told as few.
WITH toString(date($as_of) - duration({months: $months}) + duration({days: 1})) AS recent,
  ['floating', 'left_on', 'fixed_place', 'moved'] AS needs
MATCH (p:PartyOrg)<-[b:MEMBER_OF]-(m:Member)
WHERE coalesce(m.status, '正式') IN ['正式', '预备']
  AND coalesce(b.since, '') <= $as_of AND coalesce(b.until, '9') + '~' >= $as_of
WITH p, m, needs,
  m.floating AND m.left_on + '~' < recent AND m.fixed_place AND NOT m.moved AS away
WHERE coalesce(away, true)
WITH p, needs, count(CASE WHEN away THEN 1 END) AS members,
  collect([need IN needs WHERE m[need] IS NULL]) AS lacking
WITH p, members, lacking, needs
WHERE NOT EXISTS {
    MATCH (p)-[:OBSERVED]->(x:Observation)
    WHERE x.on <= $as_of AND x.until > $as_of AND x.status CONTAINS '撤销'
  }
WITH p, members, CASE WHEN members > 0 THEN true END AS holds,
  [need IN needs WHERE members = 0 AND any(each IN lacking WHERE need IN each)] AS missing,
  COLLECT {
  MATCH path = (p)-[:COVERS*0..1]->()-[:IN_CHAIN|LEADS|AT*1..2]->(c:Chain)
  WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  RETURN DISTINCT c.id AS chain ORDER BY chain
} AS chains
WHERE $chain IS NULL OR $chain IN chains
RETURN p.id AS id, p.name AS name, chains, holds, missing, p.origin AS origin,
  {members: CASE WHEN members < 3 THEN '少于3人' ELSE members END, months: $months} AS facts
ORDER BY id
