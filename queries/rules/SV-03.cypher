/*
id = "SV-03"
version = 1
zh = "协办超期"
en = "An assisting department that does not reply"
when = "未办结诉求（状态不是 {closed}）的协办单位，受理（没有受理时间的，提交）后超过 {days} 个工作日没有回复"
when_en = "an open order (state none of {closed}) has an assisting department and no reply of it by the moment, more than {days} working days after acceptance (else submission)"
subject = "Order"
severity = "medium"
force = "config"
action = "催办"
action_en = "Press for it"
closes_when = "协办单位已回复，或诉求已办结"
closes_when_en = "The assisting department has replied, or the order is done"
parameters = { days = 3, closed = ["已办结", "已办结待评价", "已评价", "已销号", "已解决", "已完成", "办结", "销号", "是"] }
needs = ["submitted_at"]

[[basis]]
text = "泉州做法（本地可调）"
checked = false
*/
// More than $days working days have passed when the one before the last $days of them is after the start.
MATCH (o:Order)
WHERE (o.submitted_at IS NULL OR o.submitted_at <= $as_of + '~')
  AND (o.co_replied_at IS NULL OR o.co_replied_at > $as_of + '~')
  AND (o.resolved_at IS NULL OR o.resolved_at > $as_of + '~')
  AND NOT (o.resolved_at IS NULL AND coalesce(o.state, '') IN $closed)
WITH o, coalesce(CASE WHEN o.accepted_at <= $as_of + '~' THEN o.accepted_at END, o.submitted_at) AS started
WITH o, started, $workdays[size($workdays) - 1 - $days] > left(started, 10) + '~' AS holds
WHERE holds IS NULL OR holds
MATCH (o)<-[h:HANDLES]-(d)
WHERE h.role = '协办' AND (h.since IS NULL OR h.since <= $as_of) AND (h.until IS NULL OR h.until + '~' >= $as_of)
WITH o, started, holds, d, h ORDER BY d.id
WITH o, started, holds, collect(d.id) AS departments, collect(h.origin) AS rows
RETURN o.id AS id, o.name AS name, holds,
  reduce(lines = o.origin, row IN rows | lines + '\n' + row) AS origin,
  CASE WHEN started IS NULL THEN ['submitted_at'] ELSE [] END AS missing,
  {submitted_at: o.submitted_at, accepted_at: o.accepted_at, co_departments: departments, days: $days,
   working_days: size([day IN $workdays WHERE day > left(started, 10) + '~'])} AS facts
