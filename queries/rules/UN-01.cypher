/*
id = "UN-01"
version = 1
zh = "应建基层工会委员会"
en = "Owes a union committee"
when = "在营且已摸排，工会会员不少于 {least} 人（没有报会员数的，按职工数，降为中级），没有工会"
when_en = "a judged enterprise has at least {least} union members, or, where nobody told, staff (then medium), and is not united"
subject = "Enterprise"
severity = "high"
force = "law"
action = "建立基层工会委员会"
action_en = "Found a primary union committee"
closes_when = "企业建立工会"
closes_when_en = "The enterprise has a union"
parameters = { least = 25 }
needs = ["union_members", "staff", "has_union"]

[[basis]]
text = "工会法（2021修正）"
article = "第十一条"
checked = false
*/
// Where nobody told the members of the union the staff stands for them, and weighs less.
MATCH (o:Observation)
WHERE o.surveyed = true AND (o.operating IS NULL OR o.operating = true)
  AND o.on <= $as_of AND o.until > $as_of
WITH o, coalesce(o.union_members, o.staff) AS size
WITH o, size, size >= $least AS enough
WHERE enough IS NULL OR enough
MATCH (o)<-[:OBSERVED]-(e:Enterprise)
WITH e, o, size, enough,
  o.has_union OR size([(e)<-[w:IN_ENTERPRISE]-(m:MassOrg)
    WHERE m.kind = '工会'
      AND (w.since IS NULL OR w.since <= $as_of) AND (w.until IS NULL OR w.until + '~' >= $as_of)
    | 1]) > 0 AS united
WHERE NOT coalesce(united, false)
RETURN e.id AS id, e.name AS name, enough AND NOT united AS holds, e.origin + '\n' + o.origin AS origin,
  [need IN ['union_members', 'staff'] WHERE size IS NULL]
    + [need IN ['has_union'] WHERE united IS NULL] AS missing,
  CASE WHEN o.union_members IS NULL THEN 'medium' END AS severity,
  {union_members: o.union_members, staff: o.staff, has_union: united, least: $least,
   observed_on: o.on, observation: o.id} AS facts
