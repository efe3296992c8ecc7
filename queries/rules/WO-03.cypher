/*
id = "WO-03"
version = 1
zh = "指导员负荷过高"
en = "An instructor with too many enterprises"
when = "党建指导员在任联系的企业超过 {most} 家"
when_en = "an instructor is linked with more than {most} enterprises in force"
subject = "Cadre"
severity = "low"
force = "practice"
action = "再选派"
action_en = "Send another"
closes_when = "该指导员在任联系的企业不超过标准"
closes_when_en = "The instructor is linked with no more enterprises than the standard"
parameters = { most = 5 }
requires = ["Cadre"]

[[basis]]
text = "各地做法（可配置；合肥为3家）"
article = ""
checked = false
*/
// Cadres are not named: an instructor goes by the number of one of his links.
MATCH (k:Cadre)-[a:ASSIGNED_TO]->(e:Enterprise)
WHERE a.role = '党建指导员'
  AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
WITH k, a, e ORDER BY e.id
WITH k, collect(e.id) AS enterprises, collect(e) AS firms,
  coalesce(min(a.link_id), min(e.id)) AS id, collect(a.origin) AS told
WHERE size(enterprises) > $most
WITH id, enterprises, told, COLLECT {
  UNWIND firms AS firm
  MATCH path = (firm)-[:AT|IN_CHAIN*1..2]->(c:Chain)
  WHERE all(r IN relationships(path)
        WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of))
  RETURN DISTINCT c.id AS chain ORDER BY chain
} AS chains
RETURN id, '党建指导员' AS name, chains,
  reduce(all_of = head(told), one IN tail(told) | all_of + '\n' + one) AS origin,
  {link_id: id, enterprises: enterprises, most: $most} AS facts
