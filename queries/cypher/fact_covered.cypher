// 产业链党委下属党组织覆盖的企业，按覆盖方式，当日覆盖的各计一。 Enterprises that the organizations under a chain's committee cover: each once, by the closest way; 0 when no longer.
MATCH (:Chain {id: $chain})<-[l:LEADS]-(head:PartyOrg)<-[u:UNDER]-(p:PartyOrg)
WHERE head.kind = '产业链党委' AND p.kind IN $kinds
MATCH (p)-[v:COVERS]->(e:Enterprise)
WHERE v.mode IN ['单独', '联合', '区域', '行业']
WITH e, v, CASE v.mode WHEN '单独' THEN 0 WHEN '联合' THEN 1 ELSE 2 END AS distance,
  all(r IN [l, u, v]
    WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of) AS holds
ORDER BY e.id, CASE WHEN holds THEN 0 ELSE 1 END, distance, v.origin
WITH e, collect(v.mode) AS modes, collect(v.origin) AS told, collect(holds) AS held
RETURN modes[0] AS part, CASE WHEN held[0] THEN 1 ELSE 0 END AS value, told[0] AS origin,
  e.id AS id
ORDER BY id
