// 产业链党委及其下属党组织的流动党员，只计数。 Floating members of a chain's committee and of what is under it: a row each, without a name.
MATCH (:Chain {id: $chain})<-[l:LEADS]-(head:PartyOrg)
WHERE head.kind = '产业链党委'
MATCH path = (head)<-[:UNDER*0..3]-(:PartyOrg)<-[:MEMBER_OF]-(m:Member)
WHERE m.floating
WITH m, max(CASE WHEN all(r IN [l] + relationships(path)
    WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  THEN 1 ELSE 0 END) AS value
RETURN m.status AS part, value, m.origin AS origin
ORDER BY m.id
