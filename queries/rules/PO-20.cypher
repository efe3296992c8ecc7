/*
id = "PO-20"
version = 1
zh = "市场商圈楼宇合作组织应建未建"
en = "A place that owes a branch"
when = "市场、商圈、楼宇等场所的正式党员不少于 {least} 人，没有党组织覆盖"
when_en = "a site has at least {least} formal members and is not organised"
subject = "Site"
severity = "medium"
force = "discretion"
action = "成立市场/商圈/楼宇党支部"
action_en = "Found a branch of the market, the business district or the building"
closes_when = "场所有单独、联合、区域或行业党组织覆盖"
closes_when_en = "An organization of its own, a joint, a regional or an industry one covers the place"
parameters = { least = 3 }
needs = ["formal_members"]
requires = ["Site"]

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第五条"
checked = false
*/
MATCH (s:Site)
OPTIONAL MATCH (s)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH s, o, o.formal_members >= $least AS holds
WHERE (holds IS NULL OR holds)
  AND NOT EXISTS {
    MATCH (s)<-[v:COVERS]-(p:PartyOrg)
    WHERE v.mode IN ['单独', '联合', '区域', '行业'] AND (p.functional IS NULL OR p.functional = false)
      AND (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
  }
RETURN s.id AS id, s.name AS name, holds,
  s.origin + coalesce('\n' + o.origin, '') AS origin,
  [need IN ['formal_members'] WHERE o[need] IS NULL] AS missing,
  {formal_members: o.formal_members, least: $least, kind: s.kind,
   observed_on: o.on, observation: o.id} AS facts
