/*
id = "DQ-06"
version = 1
zh = "日期不可能"
en = "Dates that cannot be"
when = "转正早于入党满一年，或入党时未满 18 岁"
when_en = "a member became formal less than a year after joining, or was under 18 when joining"
subject = "Member"
severity = "low"
force = "data"
action = "核对"
action_en = "Check"
closes_when = "日期经核对更正"
closes_when_en = "The dates were checked and corrected"
needs = ["joined_on", "formal_on", "birth"]
requires = ["Member.joined_on"]

[[basis]]
text = "中国共产党章程"
article = "第一条"
checked = false

[[basis]]
text = "中国共产党章程"
article = "第七条"
checked = false
*/
// Named by the number, and the dates themselves are not told. Dates of a year or a month are wrong only
// where no day in them would be right; a year after 29 February is the 28th. Most are plainly in order,
// more than a year and 18 years apart: the scan leaves those out by what it compares quickest.
MATCH (m:Member)
WHERE coalesce(left(m.formal_on, 4) > left(m.joined_on, 4)
    AND substring(m.formal_on, 4) >= substring(m.joined_on, 4)
    AND toInteger(left(m.joined_on, 4)) > toInteger(left(m.birth, 4)) + 18, false) = false
  AND (m.joined_on IS NULL OR m.joined_on <= $as_of)
  AND (m.status IS NULL OR NOT m.status IN ['发展对象', '入党积极分子', '入党申请人'])
WITH m, replace(toString(toInteger(left(m.joined_on, 4)) + 1) + substring(m.joined_on, 4), '-02-29', '-02-28') AS due,
  replace(toString(toInteger(left(m.birth, 4)) + 18) + substring(m.birth, 4), '-02-29', '-02-28') AS adult,
  m.formal_on > $as_of OR (m.formal_on IS NULL AND coalesce(m.status, '') = '预备') AS not_yet
WITH m, NOT coalesce(not_yet, false) AND m.formal_on + '~' < due AS early, m.joined_on + '~' < adult AS minor
WITH m, early, minor, early OR minor AS holds
WHERE holds IS NULL OR holds
WITH m, early, minor, holds, COLLECT {
  MATCH (m)-[b:MEMBER_OF]->(p:PartyOrg)
  WHERE (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until + '~' >= $as_of)
  RETURN DISTINCT p.id AS organisation ORDER BY organisation
} AS organisations
RETURN m.id AS id, m.id AS name, holds, m.origin AS origin,
  [need IN ['joined_on', 'formal_on', 'birth'] WHERE m[need] IS NULL
   AND NOT (need = 'formal_on' AND coalesce(m.status, '') = '预备')] AS missing,
  {organisations: organisations, formal_too_early: early, joined_too_young: minor} AS facts
