/*
id = "CH-01"
version = 1
zh = "链上无产业链党委"
en = "A chain without its party committee"
when = "没有有效的产业链党委牵头该链，且已知产业链党委尚未成立；没有人报过是否成立的，无法判断"
when_en = "no party committee leads the chain in force, and it is known that none exists; unknown when nobody told that"
subject = "Chain"
severity = "high"
force = "programme"
action = "成立产业链党委"
action_en = "Found the party committee of the chain"
closes_when = "产业链党委成立并登记为该链牵头组织"
closes_when_en = "The committee stands and is registered as the chain's leading organization"
needs = ["committee_exists"]

[[basis]]
text = "广东省肇庆市：创新实施“西江党旗红·产业红链”项目"
article = ""
checked = false
*/
MATCH (c:Chain)
WHERE coalesce(c.committee_exists, false) = false
  AND NOT EXISTS {
    MATCH (c)<-[l:LEADS]-(p:PartyOrg)
    WHERE p.kind = '产业链党委'
      AND (l.since IS NULL OR l.since <= $as_of) AND (l.until IS NULL OR l.until + '~' >= $as_of)
  }
RETURN c.id AS id, c.name AS name, [c.id] AS chains, c.origin AS origin,
  CASE WHEN c.committee_exists IS NOT NULL THEN true END AS holds,
  [need IN ['committee_exists'] WHERE c.committee_exists IS NULL] AS missing,
  {committee_exists: c.committee_exists} AS facts
