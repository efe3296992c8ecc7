/*
id = "CH-03"
version = 1
zh = "链主企业无党组织"
en = "A leading enterprise without a party organization"
when = "链主企业（在营且已摸排）没有党组织覆盖"
when_en = "a judged enterprise that is 链主 is not organised"
subject = "Enterprise"
severity = "high"
force = "programme"
action = "优先组建"
action_en = "Form its organization first"
closes_when = "链主企业由党组织覆盖（单独、联合、区域或行业）"
closes_when_en = "The leading enterprise is covered by an organization of its own, a joint, a regional or an industry one"
needs = []

[[basis]]
text = "广东省肇庆市：创新实施“西江党旗红·产业红链”项目（龙头示范带动）"
article = ""
checked = false
*/
MATCH (o:Observation)
WHERE o.surveyed = true AND (o.operating IS NULL OR o.operating = true)
  AND o.on <= $as_of AND o.until > $as_of
MATCH (o)<-[:OBSERVED]-(e:Enterprise)
WHERE size([(e)<-[v:COVERS]-(p:PartyOrg)
    WHERE v.mode IN ['单独', '联合', '区域', '行业'] AND (p.functional IS NULL OR p.functional = false)
      AND (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
    | 1]) = 0
WITH e, o, [(e)-[l:AT|IN_CHAIN]->()
  WHERE l.role STARTS WITH '链主'
      AND (l.since IS NULL OR l.since <= $as_of) AND (l.until IS NULL OR l.until + '~' >= $as_of)
  | l.origin] AS leading
WHERE size(leading) > 0 OR '链主' IN e.tags
WITH e, o, COLLECT { UNWIND leading AS told RETURN told ORDER BY told } AS leading
RETURN e.id AS id, e.name AS name,
  reduce(told = e.origin + '\n' + o.origin, one IN leading | told + '\n' + one) AS origin,
  {role: '链主', tags: e.tags, formal_affiliated: o.formal_affiliated,
   observed_on: o.on, observation: o.id} AS facts
