/*
id = "PO-19"
version = 1
zh = "申请超过1个月未批复"
en = "An application undecided for over a month"
when = "组建申请提出超过 {days} 天，到所问之日尚未批复；有结果而没有批复日期的，无法判断"
when_en = "an application was made more than {days} days ago and is not decided by the day; unknown when there is a result without its day"
subject = "Application"
severity = "medium"
force = "general"
action = "催办"
action_en = "Press for a decision"
closes_when = "上级党组织已批复"
closes_when_en = "The superior organization has decided"
parameters = { days = 31 }
needs = []
requires = ["Application"]

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第六条"
checked = false
*/
WITH toString(date($as_of) - duration({days: $days})) AS limit
MATCH (a:Application)
WHERE a.applied_on + '~' < limit AND NOT coalesce(a.decided_on <= $as_of, false)
WITH a, CASE WHEN a.decided_on IS NOT NULL OR a.result IS NULL THEN true END AS holds
WITH a, holds, COLLECT {
  MATCH (a)<-[m:APPLIES]-(x)
  WHERE (m.since IS NULL OR m.since <= $as_of) AND (m.until IS NULL OR m.until + '~' >= $as_of)
  RETURN x.id AS applicant ORDER BY applicant
} AS applicants, COLLECT {
  MATCH (a)<-[r:RECEIVES]-(p:PartyOrg)
  WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of)
  RETURN p.id AS authority ORDER BY authority
} AS authorities
RETURN a.id AS id, a.name AS name, holds, a.origin AS origin,
  [need IN ['decided_on'] WHERE holds IS NULL] AS missing,
  {applied_on: a.applied_on, decided_on: a.decided_on, result: a.result, days: $days, applicant: applicants, authority: authorities} AS facts
