/*
id = "PO-01"
version = 1
zh = "单独组建缺口"
en = "Owes a branch of its own"
when = "在营且已摸排，组织关系在本单位的正式党员不少于 {least} 人，没有党组织以单独、联合、区域或行业方式覆盖"
when_en = "a judged enterprise with at least {least} formal members registered here is not organised"
subject = "Enterprise"
severity = "high"
force = "binding"
action = "一般应单独成立党支部：提出申请→基层党委研究批复（≤1个月）→党员大会选举"
action_en = "As a rule found a branch of its own: application, approval by the primary committee within a month, election by the members"
closes_when = "企业由党组织覆盖：单独组建，或经批准加入联合党支部；区域、行业党组织覆盖的也算"
closes_when_en = "The enterprise has an organization of its own, or joined a joint branch by approval; coverage by a regional or industry organization counts, too"
parameters = { least = 3 }
needs = ["formal_affiliated"]

[[basis]]
text = "中国共产党章程"
article = "第三十条"
checked = false

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第四条"
checked = false

[[basis]]
text = "中国共产党支部工作条例（试行）"
article = "第六条"
checked = false
*/
MATCH (o:Observation)
WHERE o.surveyed = true AND (o.operating IS NULL OR o.operating = true)
  AND o.on <= $as_of AND o.until > $as_of
WITH o, o.formal_affiliated >= $least AS holds
WHERE holds IS NULL OR holds
MATCH (o)<-[:OBSERVED]-(e:Enterprise)
WHERE size([(e)<-[v:COVERS]-(p:PartyOrg)
    WHERE v.mode IN ['单独', '联合', '区域', '行业'] AND (p.functional IS NULL OR p.functional = false)
      AND (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
    | 1]) = 0
RETURN e.id AS id, e.name AS name, holds, e.origin + '\n' + o.origin AS origin,
  [need IN ['formal_affiliated'] WHERE o[need] IS NULL] AS missing,
  {formal_affiliated: o.formal_affiliated, least: $least,
   observed_on: o.on, observation: o.id} AS facts
