/*
id = "CH-05"
version = 1
zh = "联席会议超期"
en = "The joint meeting is overdue"
when = "距本链上一次联席会议超过 {days} 天；没有会议记录的，无法判断"
when_en = "the last meeting of the chain, held by the day, lies more than {days} days back; unknown when none is on record"
subject = "Chain"
severity = "medium"
force = "programme"
action = "召开联席会议"
action_en = "Hold the joint meeting"
closes_when = "召开联席会议并登记"
closes_when_en = "The joint meeting was held and is registered"
parameters = { days = 92 }
needs = ["held_on"]
requires = ["Meeting"]

[[basis]]
text = "各地公开做法：每季度一次"
article = ""
checked = false
*/
// A meeting in a month counts as its last day: nothing is late before it is certain.
MATCH (c:Chain)
WITH c, head(COLLECT {
  MATCH (c)<-[v:SERVES]-(m:Meeting)
  WHERE m.held_on <= $as_of
    AND (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
  RETURN {id: m.id, held_on: m.held_on, origin: m.origin} AS meeting
  ORDER BY m.held_on + '~' DESC, m.id LIMIT 1
}) AS last
WITH c, last, last.held_on + '~' < toString(date($as_of) - duration({days: $days})) AS holds
WHERE holds IS NULL OR holds
RETURN c.id AS id, c.name AS name, [c.id] AS chains, holds,
  c.origin + coalesce('\n' + last.origin, '') AS origin,
  [need IN ['held_on'] WHERE last IS NULL] AS missing,
  {held_on: last.held_on, meeting: last.id, days: $days} AS facts
