/*
id = "WO-01"
version = 1
zh = "无党员企业未派指导员"
en = "No members and no instructor"
when = "在营且已摸排，组织关系在本单位的正式党员为 0，没有党组织覆盖，没有党建指导员；职工不少于 {large} 人或规上的，级别定为{large_severity}；已报 PO-01 的不再报"
when_en = "a judged enterprise without formal members, not organised, has no instructor; its severity is {large_severity} from {large} people on, or where it is 规上; PO-01 comes before"
subject = "Enterprise"
severity = "medium"
force = "policy"
suppressed_by = ["PO-01"]
action = "选派党建工作指导员或联络员"
action_en = "Send an instructor or a liaison"
closes_when = "企业有在任的党建指导员或联络员，或建立党组织"
closes_when_en = "An instructor or a liaison in office is linked with the enterprise, or it has a party organization"
parameters = { large = 50, large_severity = "medium" }
needs = ["formal_affiliated", "has_instructor"]

[[basis]]
text = "中办发〔2012〕11号（工作覆盖）"
article = ""
checked = false

[[basis]]
text = "各地参数"
article = ""
checked = false
*/
MATCH (o:Observation)
WHERE o.surveyed = true AND (o.operating IS NULL OR o.operating = true)
  AND o.on <= $as_of AND o.until > $as_of
  AND (o.formal_affiliated IS NULL OR o.formal_affiliated = 0)
MATCH (o)<-[:OBSERVED]-(e:Enterprise)
WHERE size([(e)<-[v:COVERS]-(p:PartyOrg)
    WHERE v.mode IN ['单独', '联合', '区域', '行业'] AND (p.functional IS NULL OR p.functional = false)
      AND (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
    | 1]) = 0
WITH e, o,
  o.has_instructor OR size([(e)<-[a:ASSIGNED_TO]-(:Cadre)
    WHERE a.role = '党建指导员'
      AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
    | 1]) > 0 AS instructed
WITH e, o, instructed, o.formal_affiliated = 0 AND NOT instructed AS holds
WHERE holds IS NULL OR holds
RETURN e.id AS id, e.name AS name, holds, e.origin + '\n' + o.origin AS origin,
  [need IN ['formal_affiliated', 'has_instructor'] WHERE o[need] IS NULL] AS missing,
  CASE WHEN o.staff >= $large OR e.on_scale THEN $large_severity END AS severity,
  {formal_affiliated: o.formal_affiliated, has_instructor: instructed, staff: o.staff,
   observed_on: o.on, observation: o.id} AS facts
