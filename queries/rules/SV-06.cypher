/*
id = "SV-06"
version = 1
zh = "不满意未重办"
en = "Dissatisfied, and not done again"
when = "评价为不满意，没有重办"
when_en = "the enterprise was dissatisfied and the order was not done again"
subject = "Order"
severity = "high"
force = "config"
action = "退回重办并提级"
action_en = "Send it back, to be done again a level higher"
closes_when = "诉求已重办，或企业改评为满意"
closes_when_en = "The order was done again, or the enterprise is satisfied"
needs = ["reopened"]

[[basis]]
text = "江门做法（本地可调）"
checked = false
*/
// The number of times has no date: where the day of reopening is told, that day decides.
MATCH (o:Order)
WHERE o.satisfaction = '不满意' AND (o.submitted_at IS NULL OR o.submitted_at <= $as_of + '~')
  AND (o.resolved_at IS NULL OR o.resolved_at <= $as_of + '~')
WITH o, coalesce(o.reopened_at > $as_of + '~', o.reopened = 0) AS holds
WHERE holds IS NULL OR holds
RETURN o.id AS id, o.name AS name, holds, o.origin AS origin,
  [need IN ['reopened'] WHERE holds IS NULL] AS missing,
  {satisfaction: o.satisfaction, resolved_at: o.resolved_at, reopened: o.reopened,
   reopened_at: o.reopened_at} AS facts
