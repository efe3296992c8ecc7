// 产业链党委下属党组织填报的党员数；当日不隶属或已撤销的计零。 Members that the organizations under a chain's committee reported; null when nobody told.
MATCH (:Chain {id: $chain})<-[l:LEADS]-(head:PartyOrg)<-[u:UNDER]-(p:PartyOrg)
WHERE head.kind = '产业链党委' AND p.kind IN $kinds
WITH p, max(CASE WHEN all(r IN [l, u]
    WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  THEN 1 ELSE 0 END) AS holds
OPTIONAL MATCH (p)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
RETURN p.kind AS part, CASE
    WHEN holds = 0 OR coalesce(o.status, '') CONTAINS '撤销' THEN 0
    ELSE o[$property]
  END AS value,
  coalesce(o.origin, p.origin) AS origin, p.id AS id
ORDER BY id
