/*
id = "CH-07"
version = 1
zh = "共建协议无活动"
en = "A joint-building agreement without activity"
when = "签约或实施中的共建协议有效满 {days} 天，其间双方没有共同参加过活动；没有起始日期的，无法判断"
when_en = "joint building of state 签约 or 实施 was in force for {days} days and in that time no activity was attended by both ends; unknown without a beginning"
subject = "JOINT_BUILDS"
severity = "low"
force = "programme"
action = "补活动或终止"
action_en = "Hold activities, or end the agreement"
closes_when = "双方共同参加活动并登记，或协议终止"
closes_when_en = "Both sides took part in an activity that is registered, or the agreement has ended"
parameters = { days = 180 }
needs = ["since"]
requires = ["Activity"]

[[basis]]
text = "本系统规则"
article = ""
checked = true
*/
// An agreement of a month is as old as its last day; an activity of a month was then.
WITH toString(date($as_of) - duration({days: $days})) AS from,
  toString(date($as_of) - duration({days: $days}) + duration({days: 1})) AS after
MATCH (a:PartyOrg)-[j:JOINT_BUILDS]->(b)
WHERE j.state IN ['签约', '实施']
  AND (j.since IS NULL OR j.since <= $as_of) AND (j.until IS NULL OR j.until + '~' >= $as_of)
WITH from, a, b, j, j.since + '~' < after AS holds
WHERE (holds IS NULL OR holds)
  AND NOT EXISTS {
    MATCH (a)-[x:ATTENDS]->(v:Activity)<-[y:ATTENDS]-(b)
    WHERE v.held_on <= $as_of AND v.held_on + '~' >= from
      AND (x.since IS NULL OR x.since <= $as_of) AND (x.until IS NULL OR x.until + '~' >= $as_of)
      AND (y.since IS NULL OR y.since <= $as_of) AND (y.until IS NULL OR y.until + '~' >= $as_of)
  }
WITH a, b, j, holds, COLLECT {
  UNWIND [a, b] AS party
  MATCH path = (party)-[:COVERS*0..1]->()-[:AT|IN_CHAIN|LEADS*1..2]->(c:Chain)
  WHERE all(r IN relationships(path)
        WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of))
  RETURN DISTINCT c.id AS chain ORDER BY chain
} AS chains
RETURN a.id + '→' + b.id AS id, a.name + '、' + b.name AS name, chains, holds,
  j.origin AS origin, [need IN ['since'] WHERE j.since IS NULL] AS missing,
  {state: j.state, since: j.since, days: $days, parties: [a.id, b.id]} AS facts
