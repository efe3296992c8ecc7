/*
id = "SV-07"
version = 1
zh = "共性问题"
en = "What several enterprises of a chain ask for"
when = "{days} 天内，同一条链上不少于 {least} 家企业提出同类诉求"
when_en = "at least {least} enterprises of a chain raised orders of one category in the last {days} days"
subject = "Chain"
severity = "info"
force = "programme"
action = "转联席会议"
action_en = "Bring it before the joint meeting"
closes_when = "期限内提出同类诉求的企业少于规定数"
closes_when_en = "Fewer enterprises than the set number ask for this kind within the time"
parameters = { least = 3, days = 90 }
requires = ["Order.submitted_at"]

[[basis]]
text = "广东省肇庆市：创新实施“西江党旗红·产业红链”项目（共性需求）"
checked = false
*/
// An order counts for every chain of its enterprise.
MATCH (o:Order)
WHERE o.submitted_at <= $as_of + '~'
  AND o.submitted_at >= toString(date($as_of) - duration({days: $days}))
MATCH (o)<-[r:RAISES]-(e:Enterprise)
WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of)
WITH o, r, e, [(e)-[i:IN_CHAIN]->(c:Chain)
  WHERE (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
  | c.id] + [(e)-[a:AT]->(:Segment)-[n:IN_CHAIN]->(d:Chain)
  WHERE (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
    AND (n.since IS NULL OR n.since <= $as_of) AND (n.until IS NULL OR n.until + '~' >= $as_of)
  | d.id] AS chains
UNWIND chains AS chain
WITH DISTINCT o, r, e, chain ORDER BY o.id, e.id
WITH chain, o.category AS category, collect(DISTINCT e.id) AS enterprises,
  collect(DISTINCT o.id) AS orders, collect(DISTINCT o.origin + '\n' + r.origin) AS rows
WHERE size(enterprises) >= $least
MATCH (c:Chain {id: chain})
RETURN c.id + ':' + category AS id, c.name + '：' + category AS name, [chain] AS chains,
  reduce(lines = c.origin, row IN rows | lines + '\n' + row) AS origin,
  {category: category, enterprises: enterprises, orders: orders, least: $least, days: $days} AS facts
