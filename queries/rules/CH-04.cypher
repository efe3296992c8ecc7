/*
id = "CH-04"
version = 1
zh = "重点企业无挂点领导或服务专员"
en = "A key enterprise without a leader or a service officer"
when = "链主企业，或带有标签 {tags} 之一的企业（在营且已摸排），没有在任的挂点领导或党员服务专员"
when_en = "a judged enterprise that is 链主 or has one of the tags {tags} has neither a leader (挂点领导) nor a service officer (党员服务专员) in force"
subject = "Enterprise"
severity = "medium"
force = "programme"
action = "安排挂点"
action_en = "Arrange a leader or a service officer"
closes_when = "企业有在任的挂点领导或党员服务专员"
closes_when_en = "A leader or a service officer in office is linked with the enterprise"
parameters = { tags = ["重点企业", "龙头企业", "专精特新", "小巨人", "单项冠军"] }
needs = []
requires = ["Cadre"]

[[basis]]
text = "广东省肇庆市：创新实施“西江党旗红·产业红链”项目"
article = ""
checked = false
*/
MATCH (o:Observation)
WHERE o.surveyed = true AND (o.operating IS NULL OR o.operating = true)
  AND o.on <= $as_of AND o.until > $as_of
MATCH (o)<-[:OBSERVED]-(e:Enterprise)
WHERE size([(e)<-[a:ASSIGNED_TO]-(:Cadre)
    WHERE a.role IN ['挂点领导', '党员服务专员']
      AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
    | 1]) = 0
WITH e, o, [(e)-[l:AT|IN_CHAIN]->()
  WHERE l.role STARTS WITH '链主'
      AND (l.since IS NULL OR l.since <= $as_of) AND (l.until IS NULL OR l.until + '~' >= $as_of)
  | l.origin] AS leading
WHERE size(leading) > 0 OR any(tag IN e.tags WHERE tag = '链主' OR tag IN $tags)
WITH e, o, COLLECT { UNWIND leading AS told RETURN told ORDER BY told } AS leading
RETURN e.id AS id, e.name AS name,
  reduce(told = e.origin + '\n' + o.origin, one IN leading | told + '\n' + one) AS origin,
  {role: CASE WHEN size(leading) > 0 THEN '链主' END, tags: e.tags,
   observed_on: o.on, observation: o.id} AS facts
