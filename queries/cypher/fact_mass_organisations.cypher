// 链上的工会、共青团组织，不计设在已有党组织的企业的。 Unions and league branches of a chain; not those in an enterprise that has a party organization.
MATCH (:Chain {id: $chain})<-[i:IN_CHAIN]-(m:MassOrg)
WHERE m.kind IN $kinds AND NOT EXISTS {
    MATCH (m)-[w:IN_ENTERPRISE]->(:Enterprise)<-[v:COVERS]-(p:PartyOrg)
    WHERE v.mode IN ['单独', '联合', '区域', '行业'] AND coalesce(p.functional, false) = false
      AND all(r IN [w, v]
          WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  }
WITH m, max(CASE WHEN coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
  THEN 1 ELSE 0 END) AS value
RETURN m.kind AS part, value, m.origin AS origin, m.id AS id
ORDER BY id
