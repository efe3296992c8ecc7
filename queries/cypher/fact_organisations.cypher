// 产业链党委下属的某几类党组织，当日隶属、未撤销的各计一。 Organizations of some kinds under a chain's committee: 1 while under it and not revoked, else 0.
MATCH (:Chain {id: $chain})<-[l:LEADS]-(head:PartyOrg)<-[u:UNDER]-(p:PartyOrg)
WHERE head.kind = '产业链党委' AND p.kind IN $kinds
WITH p, max(CASE WHEN all(r IN [l, u]
    WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  THEN 1 ELSE 0 END) AS holds
OPTIONAL MATCH (p)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
RETURN p.kind AS part,
  CASE WHEN coalesce(o.status, '') CONTAINS '撤销' THEN 0 ELSE holds END AS value, p.origin AS origin, p.id AS id
ORDER BY id
