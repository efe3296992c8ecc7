/*
id = "SV-08"
version = 1
zh = "误入信访、举报、涉密"
en = "A petition, a complaint or a secret among the orders"
when = "诉求性质为信访、举报或涉密，或名称、内容含有 {words} 之一"
when_en = "an order is by its nature 信访, 举报 or 涉密, or its name or text contains one of {words}"
subject = "Order"
severity = "high"
force = "law"
action = "不受理，引导到法定渠道"
action_en = "Not accepted; point to the legal channel"
closes_when = "事项已移出诉求台账，转法定渠道"
closes_when_en = "The matter has left the register for the legal channel"
parameters = { words = ["信访", "上访", "举报", "检举", "控告", "涉密", "国家秘密", "绝密"] }

[[basis]]
text = "信访工作条例"
checked = false
*/
// Named by its number: the title may say whom it is about. A nature that nobody told is no sign.
MATCH (o:Order)
WHERE (o.submitted_at IS NULL OR o.submitted_at <= $as_of + '~')
WITH o, [word IN $words WHERE coalesce(o.name, '') CONTAINS word OR coalesce(o.text, '') CONTAINS word] AS found
WHERE size(found) > 0 OR o.nature IN ['信访', '举报', '涉密']
RETURN o.id AS id, o.id AS name, o.origin AS origin,
  {nature: o.nature, words: found, submitted_at: o.submitted_at} AS facts
