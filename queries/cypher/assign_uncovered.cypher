// 可能无党员、无党组织的在营企业。 Operating enterprises that no organisation covers, without members or unsurveyed.
MATCH (e:Enterprise)
OPTIONAL MATCH (e)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH e, o
WHERE coalesce(o.operating, true) AND coalesce(o.formal_affiliated, 0) = 0
  AND NOT EXISTS {
    MATCH (e)<-[v:COVERS]-(p:PartyOrg)
    WHERE v.mode IN ['单独', '联合', '区域', '行业'] AND coalesce(p.functional, false) = false
      AND coalesce(v.since, '') <= $as_of AND coalesce(v.until, '9') + '~' >= $as_of
  }
RETURN e.id AS id, coalesce(o.surveyed, false) AS surveyed, o.formal_affiliated AS members,
  o.has_instructor AS instructed, coalesce(e.on_scale, o.staff >= $large, false) AS large,
  e.origin AS origin
ORDER BY id
