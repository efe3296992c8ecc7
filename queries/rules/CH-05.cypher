/*
id = "CH-05"
version = 1
zh = "联席会议超期"
en = "The joint meeting is overdue"
subject = "Chain"
severity = "medium"
force = "programme"
action = "召开联席会议"
closes_when = "召开联席会议并登记"
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
    AND coalesce(v.since, '') <= $as_of AND coalesce(v.until, '9') + '~' >= $as_of
  RETURN {id: m.id, held_on: m.held_on, origin: m.origin} AS meeting
  ORDER BY m.held_on + '~' DESC, m.id LIMIT 1
}) AS last
WITH c, last, last.held_on + '~' < toString(date($as_of) - duration({days: $days})) AS holds
WHERE coalesce(holds, true)
RETURN c.id AS id, c.name AS name, [c.id] AS chains, holds,
  c.origin + coalesce('\n' + last.origin, '') AS origin,
  [need IN ['held_on'] WHERE last IS NULL] AS missing,
  {held_on: last.held_on, meeting: last.id, days: $days} AS facts
