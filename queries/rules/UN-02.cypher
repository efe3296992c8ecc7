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
MATCH (e:Enterprise)-[:OBSERVED]->(o:Observation)
WHERE o.on <= $as_of AND o.until > $as_of AND o.surveyed AND coalesce(o.operating, true)
WITH e, o,
  o.has_union OR EXISTS {
    MATCH (e)<-[w:IN_ENTERPRISE]-(m:MassOrg)
    WHERE m.kind = '工会'
      AND coalesce(w.since, '') <= $as_of AND coalesce(w.until, '9') + '~' >= $as_of
  } AS united
WITH e, o, united, o.staff < $below AND NOT united AS holds
WHERE coalesce(holds, true) AND coalesce(o.union_members < $below, true)
RETURN e.id AS id, e.name AS name, holds, e.origin + '\n' + o.origin AS origin,
  [need IN ['staff'] WHERE o.staff IS NULL]
    + [need IN ['has_union'] WHERE united IS NULL] AS missing,
  {staff: o.staff, union_members: o.union_members, has_union: united, below: $below,
   observed_on: o.on, observation: o.id} AS facts
