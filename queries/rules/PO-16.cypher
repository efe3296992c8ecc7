/*
id = "PO-16"
version = 2
zh = "临时党支部应撤未撤"
en = "A temporary branch that has outlived its body"
when = "临时党支部所依托的机构已撤销，或其参与的项目已到完成日期（没有完成日期的，状态是 {closed} 之一）；没有项目、也没有登记机构撤销日期的，无法判断"
when_en = "the body of a 临时党支部 has ended, or a project that it attends has reached the day on which it finished (without such a day, its state is one of {closed}); unknown without a project and without a day on which the body ended"
subject = "PartyOrg"
severity = "medium"
force = "binding"
action = "随机构撤销自然撤销"
action_en = "It ends with its body"
closes_when = "临时党支部已撤销"
closes_when_en = "The temporary branch was dissolved"
parameters = { closed = ["完成", "已完成", "竣工", "已竣工", "投产", "已投产"] }
needs = ["body_ended_on"]

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第八条"
checked = false
*/
MATCH (p:PartyOrg)
WHERE p.kind = '临时党支部'
OPTIONAL MATCH (p)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH p, o WHERE (o.status IS NULL OR NOT o.status CONTAINS '撤销')
WITH p, o, toString(date($as_of) + duration({days: 1})) AS tomorrow, COLLECT {
  MATCH (p)-[a:ATTENDS]->(j:Project)
  WHERE (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
  RETURN {id: j.id, finished_on: j.finished_on, state: j.state, origin: j.origin + '\n' + a.origin} AS project
  ORDER BY j.id
} AS projects
WITH p, o, tomorrow, projects,
  [project IN projects
    WHERE coalesce(project.finished_on + '~' < tomorrow, project.state IN $closed)] AS finished
WITH p, o, finished, CASE
    WHEN size(finished) > 0 THEN true
    WHEN p.body_ended_on IS NULL AND size(projects) = 0 THEN null
    ELSE coalesce(p.body_ended_on + '~' < tomorrow, false)
  END AS holds
WHERE holds IS NULL OR holds
RETURN p.id AS id, p.name AS name, holds,
  reduce(text = p.origin + coalesce('\n' + o.origin, ''),
         project IN finished | text + '\n' + project.origin) AS origin,
  [need IN ['body_ended_on'] WHERE holds IS NULL] AS missing,
  {body_ended_on: p.body_ended_on, projects: [project IN finished | project.id],
   finished_on: [project IN finished | project.finished_on],
   state: [project IN finished | project.state], status: o.status,
   observed_on: o.on, observation: o.id} AS facts
