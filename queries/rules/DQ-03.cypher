/*
id = "DQ-03"
version = 1
zh = "简称冲突"
en = "Two enterprises of one core name"
when = "去掉地名和组织形式后，与另一家企业同名"
when_en = "another enterprise has the same core name, that is without place and legal form"
subject = "Enterprise"
severity = "medium"
force = "data"
action = "人工合并"
action_en = "Merge by hand"
closes_when = "经人工核对：同一企业已合并；确为两家企业的，各留其名"
closes_when_en = "Checked by hand: one enterprise was merged, two keep a name each"

[[basis]]
text = "本项目对实际台账的测量"
checked = false
*/
// Only a reason to look: two firms may share a core name, and nothing is merged on it.
MATCH (e:Enterprise)
WHERE e.core_name IS NOT NULL
WITH e.core_name AS core, collect(e) AS unsorted
WHERE size(unsorted) > 1
UNWIND unsorted AS e
WITH core, unsorted, e ORDER BY e.id
WITH core, unsorted, collect(e) AS namesakes
UNWIND namesakes AS e
WITH e, core, [other IN namesakes WHERE other.id <> e.id] AS others
RETURN e.id AS id, e.name AS name,
  reduce(lines = e.origin, other IN others | lines + '\n' + other.origin) AS origin,
  {core_name: core, credit_code: e.credit_code, enterprises: [other IN others | other.id],
   names: [other IN others | other.name]} AS facts
