/*
id = "UN-02"
version = 1
zh = "小企业工会"
en = "A small enterprise without a union"
when = "在营且已摸排，职工不足 {below} 人，会员也没有达到 {below} 人，没有工会"
when_en = "a judged enterprise has fewer than {below} people, its union members not known to reach it, and is not united"
subject = "Enterprise"
severity = "info"
force = "law"
action = "单独、联合建会或选举组织员一人"
action_en = "Found a union alone or jointly, or elect an organizer"
closes_when = "企业建立工会或加入联合工会"
closes_when_en = "The enterprise has a union, or joined a joint one"
parameters = { below = 25 }
needs = ["staff", "has_union"]

[[basis]]
text = "工会法"
article = "第十一条"
checked = false
*/
MATCH (o:Observation)
WHERE o.surveyed = true AND (o.operating IS NULL OR o.operating = true)
  AND o.on <= $as_of AND o.until > $as_of
  AND (o.union_members IS NULL OR o.union_members < $below)
WITH o, o.staff < $below AS few
WHERE few IS NULL OR few
MATCH (o)<-[:OBSERVED]-(e:Enterprise)
WITH e, o, few,
  o.has_union OR size([(e)<-[w:IN_ENTERPRISE]-(m:MassOrg)
    WHERE m.kind = '工会'
      AND (w.since IS NULL OR w.since <= $as_of) AND (w.until IS NULL OR w.until + '~' >= $as_of)
    | 1]) > 0 AS united
WHERE NOT coalesce(united, false)
RETURN e.id AS id, e.name AS name, few AND NOT united AS holds, e.origin + '\n' + o.origin AS origin,
  [need IN ['staff'] WHERE o.staff IS NULL]
    + [need IN ['has_union'] WHERE united IS NULL] AS missing,
  {staff: o.staff, union_members: o.union_members, has_union: united, below: $below,
   observed_on: o.on, observation: o.id} AS facts
