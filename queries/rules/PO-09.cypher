/*
id = "PO-09"
version = 1
zh = "达到基层党委规模"
en = "As large as a primary committee"
when = "党支部或党总支党员在 {least} 人以上，且覆盖国有企业（所有制含 {state_owned}，“非国有”不算）；规则包可定为不论所有制（现在是否不论：{everyone}）"
when_en = "a branch or general branch has at least {least} members, and covers a state-owned enterprise (its ownership contains one of {state_owned}, without 非 before it); with everyone = yes all (now: {everyone})"
subject = "PartyOrg"
severity = "medium"
force = "soe"
action = "国企：设基层党委；其他：经批准可设"
action_en = "State-owned: found a primary committee; others: it may be founded by approval"
closes_when = "设立基层党委，或党员人数低于标准"
closes_when_en = "A primary committee is founded, or it has fewer members than the standard"
parameters = { least = 100, state_owned = ["国有", "国企", "央企", "全民所有制"], everyone = false }
needs = ["total_members", "ownership"]

[[basis]]
text = "中国共产党国有企业基层组织工作条例（试行）"
article = "第四条"
checked = false

[[basis]]
text = "其他单位按惯例"
article = ""
checked = false
*/
MATCH (p:PartyOrg)
WHERE p.kind IN ['党支部', '联合党支部', '流动党员党支部', '党总支']
  AND (p.functional IS NULL OR p.functional = false)
OPTIONAL MATCH (p)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH p, o WHERE (o.status IS NULL OR NOT o.status CONTAINS '撤销')
WITH p, o, o.total_members >= $least AS large
WHERE large IS NULL OR large
WITH p, o, large, COLLECT {
  MATCH (p)-[v:COVERS]->(e:Enterprise)
  WHERE (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
  RETURN {id: e.id, ownership: e.ownership, origin: e.origin + '\n' + v.origin} AS unit
  ORDER BY e.id
} AS units
WITH p, o, large, units,
  [unit IN units WHERE any(word IN $state_owned
      WHERE unit.ownership CONTAINS word AND NOT unit.ownership CONTAINS '非' + word)] AS owned
WITH p, o, large, owned, CASE
    WHEN $everyone OR size(owned) > 0 THEN true
    WHEN any(unit IN units WHERE unit.ownership IS NULL) THEN null
    ELSE false
  END AS state_owned
WITH p, o, owned, state_owned, large AND state_owned AS holds
WHERE holds IS NULL OR holds
RETURN p.id AS id, p.name AS name, holds,
  reduce(text = p.origin + coalesce('\n' + o.origin, ''), unit IN owned | text + '\n' + unit.origin)
  AS origin,
  [need IN ['total_members'] WHERE o[need] IS NULL]
  + [need IN ['ownership'] WHERE state_owned IS NULL] AS missing,
  {total_members: o.total_members, least: $least,
   covers: [unit IN owned | unit.id], ownership: [unit IN owned | unit.ownership],
   observed_on: o.on, observation: o.id} AS facts
