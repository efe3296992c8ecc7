/*
id = "YL-02"
version = 1
zh = "团员不足3人"
en = "Too few league members for a branch"
when = "在营且已摸排，团员有 1 人以上、不足 {least} 人，没有团组织"
when_en = "a judged enterprise has at least 1 league member and fewer than {least}, and is not leagued"
subject = "Enterprise"
severity = "low"
force = "rule"
action = "联合团支部"
action_en = "A joint league branch"
closes_when = "企业加入联合团支部，或建立团组织"
closes_when_en = "The enterprise joined a joint league branch, or has a league organization"
parameters = { least = 3 }
needs = ["league_members", "has_league"]

[[basis]]
text = "共青团支部工作条例"
article = ""
checked = false
*/
MATCH (o:Observation)
WHERE o.surveyed = true AND (o.operating IS NULL OR o.operating = true)
  AND o.on <= $as_of AND o.until > $as_of
WITH o, o.league_members >= 1 AND o.league_members < $least AS enough
WHERE enough IS NULL OR enough
MATCH (o)<-[:OBSERVED]-(e:Enterprise)
WITH e, o, enough,
  o.has_league OR size([(e)<-[w:IN_ENTERPRISE]-(m:MassOrg)
    WHERE m.kind = '共青团'
      AND (w.since IS NULL OR w.since <= $as_of) AND (w.until IS NULL OR w.until + '~' >= $as_of)
    | 1]) > 0 AS leagued
WHERE NOT coalesce(leagued, false)
RETURN e.id AS id, e.name AS name, enough AND NOT leagued AS holds, e.origin + '\n' + o.origin AS origin,
  [need IN ['league_members'] WHERE o.league_members IS NULL]
    + [need IN ['has_league'] WHERE leagued IS NULL] AS missing,
  {league_members: o.league_members, has_league: leagued, least: $least,
   observed_on: o.on, observation: o.id} AS facts
