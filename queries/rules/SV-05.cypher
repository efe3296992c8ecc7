/*
id = "SV-05"
version = 1
zh = "延期申请过晚"
en = "An extension asked for too late"
when = "到期前不足 {days} 个工作日才申请延期"
when_en = "the extension was asked for less than {days} working day before the order was due"
subject = "Order"
severity = "low"
force = "config"
action = "说明理由"
action_en = "State the reason"
closes_when = "申请时间或办理时限经核对更正"
closes_when_en = "The time of the application or the time limit was corrected"
parameters = { days = 1 }
needs = ["due_at"]

[[basis]]
text = "泉州做法（本地可调）"
checked = false
*/
// Judged from the day on which it was due: $workdays ends at the day asked about and reaches 400 days back.
MATCH (o:Order)
WHERE o.extension_asked_at <= $as_of + '~' AND o.extension_asked_at >= $workdays[0]
  AND (o.submitted_at IS NULL OR o.submitted_at <= $as_of + '~')
  AND coalesce(left(o.due_at, 10) + '~', '') <= $as_of + '~'
WITH o, size([day IN $workdays
  WHERE day > left(o.extension_asked_at, 10) AND day <= left(o.due_at, 10) + '~']) AS left_over
WITH o, left_over, CASE WHEN o.due_at IS NOT NULL THEN left_over < $days END AS holds
WHERE holds IS NULL OR holds
RETURN o.id AS id, o.name AS name, holds, o.origin AS origin,
  [need IN ['due_at'] WHERE o[need] IS NULL] AS missing,
  {extension_asked_at: o.extension_asked_at, due_at: o.due_at, extended_until: o.extended_until,
   working_days: left_over, days: $days} AS facts
