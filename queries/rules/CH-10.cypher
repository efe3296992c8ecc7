/*
id = "CH-10"
version = 1
zh = "校企对接空白"
en = "Technical needs that no university meets"
when = "环节内有企业提出尚未解决的技术需求或诉求（状态不是 {closed}），而服务本链或与链上企业合作的高校院所都不长于该环节的学科；环节没有学科的，无法判断"
when_en = "an enterprise in the segment has an open technical need or order (kind or category contains 技术, its state none of {closed}), and no university that serves the chain or cooperates with one of its enterprises is strong in a discipline of the segment; unknown when the segment has no discipline"
subject = "Segment"
severity = "medium"
force = "programme"
action = "推荐高校院所"
action_en = "Recommend universities and institutes"
closes_when = "服务本链或与链上企业合作的高校院所在该环节的学科上有优势，或技术需求已解决"
closes_when_en = "A university that serves the chain or works with its enterprises is strong in the segment's disciplines, or the needs are met"
parameters = { closed = ["已解决", "已办结", "已办结待评价", "已销号", "已完成", "已对接", "已撤回", "是"] }
needs = ["RELATES_TO"]

[[basis]]
text = "广东省肇庆市：创新实施“西江党旗红·产业红链”项目"
article = ""
checked = false
*/
// A state counts as closed when it is one of $closed; an order also once it is resolved.
// Needs and orders of the kind are few, so it begins with them and not with all segments.
OPTIONAL MATCH (need:Need)<-[:HAS_NEED]-(:Enterprise)-[:AT]->(where:Segment)
WHERE need.kind CONTAINS '技术'
WITH collect(DISTINCT where) AS wanting
OPTIONAL MATCH (order:Order)<-[:RAISES]-(:Enterprise)-[:AT]->(place:Segment)
WHERE order.category CONTAINS '技术'
WITH wanting, collect(DISTINCT place) AS asking
UNWIND wanting + asking AS s
WITH DISTINCT s
WITH s, COLLECT {
  MATCH (s)<-[a:AT]-(:Enterprise)-[h:HAS_NEED]->(n:Need)
  WHERE n.kind CONTAINS '技术' AND (n.raised_on IS NULL OR n.raised_on <= $as_of)
    AND NOT coalesce(n.state, '') IN $closed
    AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
    AND (h.since IS NULL OR h.since <= $as_of) AND (h.until IS NULL OR h.until + '~' >= $as_of)
  RETURN DISTINCT {id: n.id, origin: n.origin} AS need ORDER BY need.id
} AS wanted, COLLECT {
  MATCH (s)<-[b:AT]-(:Enterprise)-[g:RAISES]->(o:Order)
  WHERE o.category CONTAINS '技术' AND left(coalesce(o.submitted_at, ''), 10) <= $as_of
    AND CASE WHEN o.resolved_at IS NULL THEN NOT coalesce(o.state, '') IN $closed
        ELSE left(o.resolved_at, 10) > $as_of END
    AND (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until + '~' >= $as_of)
    AND (g.since IS NULL OR g.since <= $as_of) AND (g.until IS NULL OR g.until + '~' >= $as_of)
  RETURN DISTINCT {id: o.id, origin: o.origin} AS asked ORDER BY asked.id
} AS raised
WHERE size(wanted) > 0 OR size(raised) > 0
WITH s, wanted, raised, COLLECT {
  MATCH (s)-[i:IN_CHAIN]->(c:Chain)
  WHERE (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
  RETURN c.id AS chain ORDER BY chain
} AS chains
WITH s, wanted, raised, chains, COLLECT {
  MATCH (s)-[t:RELATES_TO]->(d:Discipline)
  WHERE (t.since IS NULL OR t.since <= $as_of) AND (t.until IS NULL OR t.until + '~' >= $as_of)
  RETURN d.id AS discipline ORDER BY discipline
} AS disciplines
// A discipline has hundreds of universities, a chain a few: so it is they who are looked at.
WHERE NOT EXISTS {
  MATCH (s)-[:IN_CHAIN]->(x:Chain) WHERE x.id IN chains
  MATCH path = (x)<-[:SERVES]-(:University)-[:STRONG_IN]->(d:Discipline)
  WHERE d.id IN disciplines AND all(r IN relationships(path)
        WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of))
} AND NOT EXISTS {
  MATCH (s)-[:IN_CHAIN]->(q:Chain) WHERE q.id IN chains
  MATCH path = (q)<-[:IN_CHAIN|AT*1..2]-(:Enterprise)<-[:COOPERATES]-(:University)-[:STRONG_IN]->(f:Discipline)
  WHERE f.id IN disciplines AND all(r IN relationships(path)
        WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of))
}
RETURN s.id AS id, s.name AS name, chains,
  reduce(told = s.origin, one IN wanted + raised | told + '\n' + one.origin) AS origin,
  CASE WHEN size(disciplines) > 0 THEN true END AS holds,
  [need IN ['RELATES_TO'] WHERE size(disciplines) = 0] AS missing,
  {position: s.position, needs: [one IN wanted | one.id], orders: [one IN raised | one.id],
   disciplines: disciplines} AS facts
