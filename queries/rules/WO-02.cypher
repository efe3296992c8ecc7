/*
id = "WO-02"
version = 1
zh = "群团也空白"
en = "No members, no instructor, no union, no league"
when = "在营且已摸排，组织关系在本单位的正式党员为 0，没有党组织覆盖，没有党建指导员，也没有工会和团组织；已报 PO-01 的不再报"
when_en = "a judged enterprise without formal members, not organised, not instructed, is neither united nor leagued; PO-01 comes before"
subject = "Enterprise"
severity = "high"
force = "policy"
suppressed_by = ["PO-01"]
action = "先建工会、共青团组织"
action_en = "First found a union and a league organization"
closes_when = "企业建立工会或共青团组织，或WO-01关闭"
closes_when_en = "The enterprise has a union or a league organization, or WO-01 is closed"
needs = ["formal_affiliated", "has_instructor", "has_union", "has_league"]

[[basis]]
text = "中办发〔2012〕11号"
article = ""
checked = false

[[basis]]
text = "中国共产党章程"
article = "第三十三条"
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
    | 1]) > 0 AS instructed,
  o.has_union OR size([(e)<-[w:IN_ENTERPRISE]-(m:MassOrg)
    WHERE m.kind = '工会'
      AND (w.since IS NULL OR w.since <= $as_of) AND (w.until IS NULL OR w.until + '~' >= $as_of)
    | 1]) > 0 AS united,
  o.has_league OR size([(e)<-[w:IN_ENTERPRISE]-(m:MassOrg)
    WHERE m.kind = '共青团'
      AND (w.since IS NULL OR w.since <= $as_of) AND (w.until IS NULL OR w.until + '~' >= $as_of)
    | 1]) > 0 AS leagued
WITH e, o, instructed, united, leagued,
  o.formal_affiliated = 0 AND NOT instructed AND NOT united AND NOT leagued AS holds
WHERE holds IS NULL OR holds
RETURN e.id AS id, e.name AS name, holds, e.origin + '\n' + o.origin AS origin,
  [need IN ['formal_affiliated', 'has_instructor', 'has_union', 'has_league'] WHERE o[need] IS NULL] AS missing,
  {formal_affiliated: o.formal_affiliated, has_instructor: instructed, has_union: united, has_league: leagued,
   observed_on: o.on, observation: o.id} AS facts
