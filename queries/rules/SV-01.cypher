/*
id = "SV-01"
version = 1
zh = "未按时响应"
en = "Not accepted in time"
when = "诉求提交满 {minutes} 分钟，到所问之日仍没有受理（已办结的，即状态为 {closed} 的不算）"
when_en = "an order was not accepted by the moment, {minutes} minutes after it was submitted; what is done (state one of {closed}) is left out"
subject = "Order"
severity = "medium"
force = "config"
action = "催办"
action_en = "Press for it"
closes_when = "诉求已受理，或已办结"
closes_when_en = "The order is accepted, or done"
parameters = { minutes = 60, closed = ["已办结", "已办结待评价", "已评价", "已销号", "已解决", "已完成", "办结", "销号", "是"] }
needs = ["submitted_at"]
requires = ["Order.accepted_at"]

[[basis]]
text = "江门做法（本地可调）"
checked = false
*/
// A time without an hour counts as the end of its day; $closed are the states of a closed order.
MATCH (o:Order)
WHERE (o.submitted_at IS NULL OR o.submitted_at <= $as_of + '~')
  AND (o.accepted_at IS NULL OR o.accepted_at > $as_of + '~')
  AND (o.resolved_at IS NULL OR o.resolved_at > $as_of + '~')
  AND NOT (o.resolved_at IS NULL AND coalesce(o.state, '') IN $closed)
WITH o, left(toString(localdatetime($as_of + 'T00:00:00') + duration({days: 1, minutes: -$minutes})), 16) AS latest
WITH o, CASE WHEN size(o.submitted_at) > 10 THEN o.submitted_at ELSE o.submitted_at + '~' END < latest AS holds
WHERE holds IS NULL OR holds
RETURN o.id AS id, o.name AS name, holds, o.origin AS origin,
  [need IN ['submitted_at'] WHERE o[need] IS NULL] AS missing,
  {submitted_at: o.submitted_at, minutes: $minutes, state: o.state} AS facts
