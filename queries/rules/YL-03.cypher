/*
id = "YL-03"
version = 1
zh = "团总支、基层团委规模"
en = "Large enough for a general league branch"
when = "在营且已摸排，团员不少于 {branch} 人（可设团总支），不少于 {committee} 人（可设基层团委）"
when_en = "a judged enterprise has at least {branch} league members; from {committee} on a committee is possible"
subject = "Enterprise"
severity = "info"
force = "rule"
action = "可设"
action_en = "It may be founded"
closes_when = "团员数低于标准；已按规模设立的，由人工核对后关闭"
closes_when_en = "The league members are fewer than the standard; where it was founded, somebody checks and closes it"
parameters = { branch = 30, committee = 100 }
needs = ["league_members"]

[[basis]]
text = "团章"
article = "第二十四条"
checked = false
*/
MATCH (o:Observation)
WHERE o.surveyed = true AND (o.operating IS NULL OR o.operating = true)
  AND o.on <= $as_of AND o.until > $as_of
WITH o, o.league_members >= $branch AS holds
WHERE holds IS NULL OR holds
MATCH (o)<-[:OBSERVED]-(e:Enterprise)
RETURN e.id AS id, e.name AS name, holds, e.origin + '\n' + o.origin AS origin,
  [need IN ['league_members'] WHERE o.league_members IS NULL] AS missing,
  {league_members: o.league_members, branch: $branch, committee: $committee,
   possible: CASE WHEN o.league_members >= $committee THEN '基层团委'
     WHEN o.league_members >= $branch THEN '团总支' END,
   observed_on: o.on, observation: o.id} AS facts
