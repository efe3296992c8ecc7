/*
id = "SV-02"
version = 1
zh = "异议超期"
en = "An objection too late"
when = "受理后超过 {days} 个工作日才提出异议"
when_en = "an order was objected to more than {days} working days after it was accepted"
subject = "Order"
severity = "low"
force = "config"
action = "不再受理异议"
action_en = "Objections are no longer accepted"
closes_when = "异议在受理后的期限内提出，或提出时间经核对更正"
closes_when_en = "The objection came in time after acceptance, or its time was corrected"
parameters = { days = 1 }
needs = ["accepted_at"]

[[basis]]
text = "泉州做法（本地可调）"
checked = false
*/
// $workdays reaches 400 days back: an objection older than that is no longer found.
MATCH (o:Order)
WHERE o.objected_at <= $as_of + '~' AND (o.submitted_at IS NULL OR o.submitted_at <= $as_of + '~')
WITH o, size([day IN $workdays
  WHERE day > left(o.accepted_at, 10) + '~' AND day <= left(o.objected_at, 10)]) AS passed
WITH o, passed, CASE WHEN o.accepted_at IS NOT NULL THEN passed > $days END AS holds
WHERE holds IS NULL OR holds
RETURN o.id AS id, o.name AS name, holds, o.origin AS origin,
  [need IN ['accepted_at'] WHERE o[need] IS NULL] AS missing,
  {accepted_at: o.accepted_at, objected_at: o.objected_at, working_days: passed, days: $days} AS facts
