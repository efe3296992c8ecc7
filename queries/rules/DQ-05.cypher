/*
id = "DQ-05"
version = 1
zh = "人数矛盾"
en = "Numbers of members that do not add up"
when = "正式党员与预备党员之和不等于党员总数，或党员总数与名册人数不符"
when_en = "formal and probationary members do not add up to the members, or the roster, when there is one, has another number of rows"
subject = "PartyOrg"
severity = "medium"
force = "data"
action = "核对党组织台账与党员名册，按差额查清漏登、重登的人，改正后重新导入"
action_en = "Compare the register of organizations with the roster of members, find by the difference who is missing or counted twice, mend the wrong table and import it again"
closes_when = "正式党员与预备党员之和等于党员总数，并与名册人数一致"
closes_when_en = "Formal and probationary members add up to the members, and agree with the roster"
needs = ["total_members", "formal_members", "probationary_members"]

[[basis]]
text = "本系统规则"
checked = true
*/
MATCH (p:PartyOrg)
OPTIONAL MATCH (p)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH p, o WHERE (o.status IS NULL OR NOT o.status CONTAINS '撤销')
WITH p, o, size([(p)<-[m:MEMBER_OF]-(b:Member)
  WHERE (m.since IS NULL OR m.since <= $as_of) AND (m.until IS NULL OR m.until + '~' >= $as_of)
    AND (b.status = '正式' OR b.status = '预备' OR b.status IS NULL)
  | 1]) AS roster
WITH p, o, roster, o.formal_members + o.probationary_members AS added
WITH p, o, roster, added, added <> o.total_members OR (roster > 0 AND roster <> o.total_members) AS holds
WHERE holds IS NULL OR holds
RETURN p.id AS id, p.name AS name, holds,
  p.origin + coalesce('\n' + o.origin, '') AS origin,
  [need IN ['total_members', 'formal_members', 'probationary_members'] WHERE o[need] IS NULL] AS missing,
  {total_members: o.total_members, formal_members: o.formal_members,
   probationary_members: o.probationary_members, difference: added - o.total_members,
   roster: roster, roster_difference: CASE WHEN roster > 0 THEN roster - o.total_members END,
   observed_on: o.on, observation: o.id} AS facts
