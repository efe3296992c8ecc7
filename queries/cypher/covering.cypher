// 一家企业的摸排情况和覆盖它的党组织。 What is known of an enterprise on a day, and who covers it.
MATCH (e:Enterprise {id: $id})
OPTIONAL MATCH (e)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
RETURN o.operating AS operating, o.surveyed AS surveyed, o.on AS on, o.origin AS origin,
  COLLECT {
    MATCH (e)<-[v:COVERS]-(p:PartyOrg)
    WHERE coalesce(v.since, '') <= $as_of AND coalesce(v.until, '9') + '~' >= $as_of
    RETURN {id: p.id, name: p.name, kind: p.kind, functional: coalesce(p.functional, false),
            mode: v.mode, since: v.since, until: v.until, told: v.as_of, source: v.source,
            origin: v.origin} AS cover
    ORDER BY p.id, coalesce(v.mode, '')
  } AS covers
