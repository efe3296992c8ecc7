/*
id = "PO-17"
version = 1
zh = "长期项目宜设正式党支部"
en = "A long project that could have an ordinary branch"
when = "仍在进行的项目（状态不是 {closed}）开工已满 {months} 个月，正式党员不少于 {least} 人，参与的只有临时或功能型党组织，或没有"
when_en = "a project that goes on (not finished, its state none of {closed}) began {months} months before or earlier, has at least {least} formal members, and no organization attends it but temporary or functional ones"
subject = "Project"
severity = "info"
force = "discretion"
action = "“为期6个月以上的工程、工作项目等，符合条件的，应当成立党支部”；组织关系不转接的可设临时党支部"
action_en = "Projects of six months and more should have a branch where conditions are met; a temporary one where registrations do not move"
closes_when = "项目成立正式党支部，或项目完成"
closes_when_en = "The project has an ordinary branch, or is finished"
parameters = { months = 6, least = 3, closed = ["完成", "已完成", "竣工", "已竣工", "投产", "已投产"] }
needs = ["started_on", "formal_members"]
requires = ["Project"]

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第五条"
checked = false

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第八条"
checked = false
*/
WITH toString(date($as_of) + duration({days: 1})) AS tomorrow,
  toString(date($as_of) - duration({months: $months}) + duration({days: 1})) AS recent
MATCH (j:Project)
WHERE NOT coalesce(j.finished_on + '~' < tomorrow, j.state IN $closed, false)
WITH j, j.started_on + '~' < recent AND j.formal_members >= $least AS holds
WHERE holds IS NULL OR holds
WITH j, holds, COLLECT {
  MATCH (j)<-[a:ATTENDS]-(p:PartyOrg)
  WHERE (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
  RETURN {id: p.id, lasting: p.kind <> '临时党支部' AND NOT coalesce(p.functional, false),
          origin: a.origin} AS party
  ORDER BY p.id
} AS parties
WHERE NOT any(party IN parties WHERE party.lasting)
RETURN j.id AS id, j.name AS name, holds,
  reduce(text = j.origin, party IN parties | text + '\n' + party.origin) AS origin,
  [need IN ['started_on', 'formal_members'] WHERE j[need] IS NULL] AS missing,
  {started_on: j.started_on, finished_on: j.finished_on, months: $months,
   formal_members: j.formal_members, least: $least,
   parties: [party IN parties | party.id]} AS facts
