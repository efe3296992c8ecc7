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
  AND (p.started_on IS NULL OR p.started_on <= $as_of)
  AND EXISTS {
    MATCH (p)<-[t:ATTENDS]-(:PartyOrg)
    WHERE (t.since IS NULL OR t.since <= $as_of) AND (t.until IS NULL OR t.until + '~' >= $as_of)
  }
WITH year, collect(p.id) AS shown
MATCH (o:PartyOrg)
WHERE (o.functional IS NULL OR o.functional = false)
  AND (size([(o)-[l:IN_CHAIN|LEADS]->(:Chain)
      WHERE (l.since IS NULL OR l.since <= $as_of) AND (l.until IS NULL OR l.until + '~' >= $as_of)
      | 1]) > 0
    OR EXISTS {
      MATCH (o)-[v:COVERS]->()-[i:IN_CHAIN]->(:Chain)
      WHERE (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
        AND (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
    } OR EXISTS {
      MATCH (o)-[w:COVERS]->(:Enterprise)-[a:AT]->(:Segment)-[n:IN_CHAIN]->(:Chain)
      WHERE (w.since IS NULL OR w.since <= $as_of) AND (w.until IS NULL OR w.until + '~' >= $as_of)
        AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
        AND (n.since IS NULL OR n.since <= $as_of) AND (n.until IS NULL OR n.until + '~' >= $as_of)
    })
  AND size([(o)-[:OBSERVED]->(x:Observation)
    WHERE x.status CONTAINS '撤销' AND x.on <= $as_of AND x.until > $as_of | 1]) = 0
WITH year, shown, o, [(o)-[t:ATTENDS]->(d:Project)
  WHERE d.id IN shown
    AND (t.since IS NULL OR t.since <= $as_of) AND (t.until IS NULL OR t.until + '~' >= $as_of)
  | d.id] AS projects
WHERE size(projects) < $least
WITH year, shown, o, COLLECT { UNWIND projects AS id RETURN id ORDER BY id } AS projects
RETURN o.id AS id, o.name AS name, o.origin AS origin,
  CASE WHEN size(shown) > 0 THEN true END AS holds,
  [need IN ['year'] WHERE size(shown) = 0] AS missing,
  {year: year, projects: projects, least: $least} AS facts
