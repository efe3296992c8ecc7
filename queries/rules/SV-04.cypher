/*
id = "SV-04"
version = 2
zh = "主办超期"
en = "Overdue"
when = "未办结诉求（状态不是 {closed}）受理（没有受理时间的，提交）后超过 {days} 个工作日（复杂诉求 {complex_days} 个），没有未到期的延期；登记的办理时限还没有到的，级别定为{within_limit}"
when_en = "an open order (state none of {closed}) is older than {days} working days ({complex_days} where its level contains 复杂) after acceptance (else submission), without an extension that still runs; its severity is {within_limit} while the limit told for it (办理时限) is not over"
subject = "Order"
severity = "high"
force = "config"
action = "亮红灯，报督查"
action_en = "Red light; report to supervision"
closes_when = "诉求已办结，或经批准延期且延期未满"
closes_when_en = "The order is done, or an approved extension is not over"
parameters = { days = 7, complex_days = 15, within_limit = "medium", closed = ["已办结", "已办结待评价", "已评价", "已销号", "已解决", "已完成", "办结", "销号", "是"] }
needs = ["submitted_at"]

[[basis]]
text = "泉州、江门、北京做法（本地可调）"
checked = false
*/
// Working days alone make it overdue, whatever limit an office has set itself: that only makes it less grave.
// An extension that was asked for later than the day did not run on it; a level that nobody told is not complex.
MATCH (o:Order)
WHERE (o.submitted_at IS NULL OR o.submitted_at <= $as_of + '~')
  AND (o.resolved_at IS NULL OR o.resolved_at > $as_of + '~')
  AND NOT (o.resolved_at IS NULL AND coalesce(o.state, '') IN $closed)
  AND NOT (coalesce(o.extended_until + '~', '') >= $as_of + '~'
           AND coalesce(o.extension_asked_at, '') <= $as_of + '~')
WITH o, CASE WHEN o.level CONTAINS '复杂' THEN $complex_days ELSE $days END AS days,
  coalesce(CASE WHEN o.accepted_at <= $as_of + '~' THEN o.accepted_at END, o.submitted_at) AS started
WITH o, days, started, $workdays[size($workdays) - 1 - days] > left(started, 10) + '~' AS holds
WHERE holds IS NULL OR holds
// The working days since a day are counted once for all orders of that day.
WITH left(started, 10) + '~' AS day, collect({order: o, days: days, started: started, holds: holds}) AS alike
WITH alike, size([each IN $workdays WHERE each > day]) AS passed
UNWIND alike AS one
WITH one.order AS o, one.days AS days, one.started AS started, one.holds AS holds,
  CASE WHEN one.started IS NOT NULL THEN passed ELSE 0 END AS passed
WITH o, days, started, holds, passed,
  CASE WHEN o.due_at + '~' >= $as_of + '~' THEN true END AS limit_runs, COLLECT {
  MATCH (o)<-[h:HANDLES]-(d)
  WHERE h.role = '主办' AND (h.since IS NULL OR h.since <= $as_of) AND (h.until IS NULL OR h.until + '~' >= $as_of)
  RETURN d.id AS department ORDER BY department
} AS departments
RETURN o.id AS id, o.name AS name, holds, o.origin AS origin,
  CASE WHEN started IS NULL THEN ['submitted_at'] ELSE [] END AS missing,
  CASE WHEN limit_runs THEN $within_limit END AS severity,
  {submitted_at: o.submitted_at, accepted_at: o.accepted_at, level: o.level, state: o.state,
   due_at: o.due_at, limit_runs: limit_runs, extended_until: o.extended_until, lead_department: departments, days: days,
   working_days: passed} AS facts
