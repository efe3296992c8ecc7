/*
id = "CH-02"
version = 1
zh = "环节无组织覆盖"
en = "A segment without any party organization"
when = "环节内有在营企业，但没有一家由党组织覆盖；一家也没有摸排的，无法判断"
when_en = "operating enterprises stand in the segment and none is organised; unknown when none of them is surveyed"
subject = "Segment"
severity = "high"
force = "programme"
action = "优先组建、派指导员"
action_en = "Form organizations here first, and send instructors"
closes_when = "该环节有在营企业由党组织覆盖"
closes_when_en = "An operating enterprise of the segment is covered by a party organization"
needs = ["surveyed"]

[[basis]]
text = "广东省肇庆市：创新实施“西江党旗红·产业红链”项目（实现全覆盖）"
article = ""
checked = false
*/
MATCH (s:Segment)
WHERE size([(s)<-[n:AT]-(f:Enterprise)<-[v:COVERS]-(p:PartyOrg)
  WHERE v.mode IN ['单独', '联合', '区域', '行业'] AND (p.functional IS NULL OR p.functional = false)
    AND (n.since IS NULL OR n.since <= $as_of) AND (n.until IS NULL OR n.until + '~' >= $as_of)
    AND (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
    AND size([(f)-[:OBSERVED]->(x:Observation)
      WHERE x.operating = false AND x.on <= $as_of AND x.until > $as_of | 1]) = 0 | 1]) = 0
MATCH (s)<-[a:AT]-(e:Enterprise)
WHERE (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
OPTIONAL MATCH (e)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH s, e, o WHERE (o.operating IS NULL OR o.operating = true)
WITH s, e, coalesce(o.surveyed, false) AS surveyed ORDER BY e.id
WITH s, count(e) AS enterprises, collect(CASE WHEN surveyed THEN e.id END) AS judged
RETURN s.id AS id, s.name AS name, s.origin AS origin,
  CASE WHEN size(judged) > 0 THEN true END AS holds,
  [need IN ['surveyed'] WHERE size(judged) = 0] AS missing,
  {position: s.position, enterprises_in_segment: enterprises,
   surveyed_enterprises: judged} AS facts
