/*
id = "UN-03"
version = 1
zh = "开业满六个月未建工会"
en = "No union half a year after opening"
when = "在营且已摸排，成立已满六个月，没有工会"
when_en = "a judged enterprise was founded half a year before or earlier and is not united"
subject = "Enterprise"
severity = "medium"
force = "local"
action = "上级工会督促指导"
action_en = "The superior union presses for it and helps"
closes_when = "企业建立工会"
closes_when_en = "The enterprise has a union"
needs = ["founded_on", "has_union"]

[[basis]]
text = "广东省实施工会法办法（页面转载）"
article = "第四条"
checked = false
*/
// A month counts as its last day, so it must end before the day after the limit.
WITH toString(date($as_of) - duration({months: 6}) + duration({days: 1})) AS limit
MATCH (o:Observation)
WHERE o.surveyed = true AND (o.operating IS NULL OR o.operating = true)
  AND o.on <= $as_of AND o.until > $as_of
MATCH (o)<-[:OBSERVED]-(e:Enterprise)
WITH limit, e, o,
  o.has_union OR size([(e)<-[w:IN_ENTERPRISE]-(m:MassOrg)
    WHERE m.kind = '工会'
      AND (w.since IS NULL OR w.since <= $as_of) AND (w.until IS NULL OR w.until + '~' >= $as_of)
    | 1]) > 0 AS united
WITH e, o, united, e.founded_on + '~' < limit AND NOT united AS holds
WHERE holds IS NULL OR holds
RETURN e.id AS id, e.name AS name, holds, e.origin + '\n' + o.origin AS origin,
  [need IN ['founded_on'] WHERE e.founded_on IS NULL]
    + [need IN ['has_union'] WHERE united IS NULL] AS missing,
  {founded_on: e.founded_on, has_union: united, observed_on: o.on, observation: o.id} AS facts
