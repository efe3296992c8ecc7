/*
id = "CH-06"
version = 1
zh = "年度示范项目不足"
en = "Too few demonstration projects this year"
when = "链上非功能型党组织本年度参与的示范项目少于 {least} 个；本年度没有任何党组织参与的示范项目登记在案的，无法判断"
when_en = "an organization in a chain, not functional, has fewer than {least} projects of the day's year whose kind contains 示范; unknown when no organization at all has one that year"
subject = "PartyOrg"
severity = "low"
force = "programme"
action = "每年1至2个"
action_en = "One or two a year"
closes_when = "本年度示范项目达到标准"
closes_when_en = "This year's demonstration projects reach the standard"
parameters = { least = 1 }
needs = ["year"]
requires = ["Project"]

[[basis]]
text = "广东省肇庆市：创新实施“西江党旗红·产业红链”项目"
article = ""
checked = false
*/
WITH toInteger(left($as_of, 4)) AS year
OPTIONAL MATCH (p:Project)
WHERE p.kind CONTAINS '示范' AND coalesce(p.year, toInteger(left(p.started_on, 4))) = year
  AND coalesce(p.started_on, '') <= $as_of
  AND EXISTS {
    MATCH (p)<-[t:ATTENDS]-(:PartyOrg)
    WHERE coalesce(t.since, '') <= $as_of AND coalesce(t.until, '9') + '~' >= $as_of
  }
WITH year, collect(p.id) AS shown
MATCH (o:PartyOrg) WHERE coalesce(o.functional, false) = false
  AND NOT EXISTS {
    MATCH (o)-[:OBSERVED]->(x:Observation)
    WHERE x.on <= $as_of AND x.until > $as_of AND x.status CONTAINS '撤销'
  }
WITH year, shown, o, COLLECT {
  MATCH path = (o)-[:COVERS*0..1]->()-[:IN_CHAIN|LEADS|AT*1..2]->(c:Chain)
  WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  RETURN DISTINCT c.id AS chain ORDER BY chain
} AS chains, COLLECT {
  MATCH (o)-[a:ATTENDS]->(d:Project)
  WHERE d.id IN shown
    AND coalesce(a.since, '') <= $as_of AND coalesce(a.until, '9') + '~' >= $as_of
  RETURN d.id AS project ORDER BY project
} AS projects
WHERE size(projects) < $least AND size(chains) > 0
RETURN o.id AS id, o.name AS name, chains, o.origin AS origin,
  CASE WHEN size(shown) > 0 THEN true END AS holds,
  [need IN ['year'] WHERE size(shown) = 0] AS missing,
  {year: year, projects: projects, least: $least} AS facts
