/*
id = "PO-03"
version = 1
zh = "联合组建缺口"
en = "Could join a joint branch"
when = "在营且已摸排，组织关系在本单位的正式党员有 1 人以上、不足 {least} 人，没有党组织覆盖；已报 PO-02 的不再报"
when_en = "a judged enterprise with at least 1 formal member registered here and fewer than {least} is not organised; PO-02 comes before"
subject = "Enterprise"
severity = "medium"
force = "binding"
suppressed_by = ["PO-02"]
action = "按地域相邻、行业相近、规模适当、便于管理组建或并入联合党支部；给出合计正式党员≥3且单位≤5的组合"
action_en = "Found or join a joint branch: near, of kindred trade, of fit size, easy to run; combinations of at least 3 formal members and at most 5 units are given"
closes_when = "企业由党组织覆盖（联合、区域、行业或单独）"
closes_when_en = "The enterprise is covered by a joint, a regional, an industry organization or its own"
parameters = { least = 3 }
needs = ["formal_affiliated"]

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第五条"
checked = false
*/
MATCH (o:Observation)
WHERE o.surveyed = true AND (o.operating IS NULL OR o.operating = true)
  AND o.on <= $as_of AND o.until > $as_of
WITH o, o.formal_affiliated >= 1 AND o.formal_affiliated < $least AS holds
WHERE holds IS NULL OR holds
MATCH (o)<-[:OBSERVED]-(e:Enterprise)
WHERE size([(e)<-[v:COVERS]-(p:PartyOrg)
    WHERE v.mode IN ['单独', '联合', '区域', '行业'] AND (p.functional IS NULL OR p.functional = false)
      AND (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
    | 1]) = 0
RETURN e.id AS id, e.name AS name, holds, e.origin + '\n' + o.origin AS origin,
  [need IN ['formal_affiliated'] WHERE o[need] IS NULL] AS missing,
  {formal_affiliated: o.formal_affiliated, least: $least,
   observed_on: o.on, observation: o.id} AS facts
