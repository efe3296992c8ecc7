/*
id = "CH-11"
version = 1
zh = "新就业群体未覆盖"
en = "New forms of employment without organization and instructor"
when = "场所有新就业群体，既没有党组织覆盖，也没有党建指导员"
when_en = "a site has people in new forms of employment and is neither organised nor instructed"
subject = "Site"
severity = "medium"
force = "policy"
action = "行业党委兜底"
action_en = "The industry committee takes it on"
closes_when = "场所由党组织覆盖，或有在任的党建指导员"
closes_when_en = "The place is covered by a party organization, or has an instructor in office"
needs = ["new_groups", "has_instructor"]
requires = ["Site"]

[[basis]]
text = "中办国办《关于加强新就业群体服务管理的意见》（2026-04-26）：到2027年全面覆盖"
article = ""
checked = false
*/
MATCH (s:Site)
WHERE NOT EXISTS {
  MATCH (s)<-[v:COVERS]-(p:PartyOrg)
  WHERE v.mode IN ['单独', '联合', '区域', '行业'] AND (p.functional IS NULL OR p.functional = false)
    AND (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
}
OPTIONAL MATCH (s)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH s, o,
  o.has_instructor OR EXISTS {
    MATCH (s)<-[a:ASSIGNED_TO]-(:Cadre)
    WHERE a.role = '党建指导员'
      AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
  } AS instructed
WITH s, o, instructed, o.new_groups > 0 AND NOT instructed AS holds
WHERE holds IS NULL OR holds
RETURN s.id AS id, s.name AS name, holds,
  s.origin + coalesce('\n' + o.origin, '') AS origin,
  [need IN ['new_groups'] WHERE o.new_groups IS NULL]
    + [need IN ['has_instructor'] WHERE instructed IS NULL] AS missing,
  {new_groups: o.new_groups, has_instructor: instructed, observed_on: o.on,
   observation: o.id} AS facts
