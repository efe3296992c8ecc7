/*
id = "YL-01"
version = 1
zh = "应建团支部"
en = "Owes a league branch"
when = "在营且已摸排，团员不少于 {least} 人，没有团组织"
when_en = "a judged enterprise has at least {least} league members and is not leagued"
subject = "Enterprise"
severity = "medium"
force = "rule"
action = "成立团支部（一般不超过50人）"
action_en = "Found a league branch (as a rule at most 50)"
closes_when = "企业建立团组织"
closes_when_en = "The enterprise has a league organization"
parameters = { least = 3 }
needs = ["league_members", "has_league"]

[[basis]]
text = "共青团支部工作条例"
article = "第四条"
checked = false

[[basis]]
text = "团章"
article = "第二十四条"
checked = false
*/
MATCH (o:Observation)
WHERE o.surveyed = true AND (o.operating IS NULL OR o.operating = true)
  AND o.on <= $as_of AND o.until > $as_of
WITH o, o.league_members >= $least AS enough
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
