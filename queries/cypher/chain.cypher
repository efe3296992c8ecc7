// 一条产业链的全貌：环节、企业、物流关系、党组织、支撑单位。 One chain whole, as of a day.
MATCH (c:Chain)
WHERE c.id = $chain OR any(name IN $named WHERE c.names CONTAINS name)
RETURN c.id AS id, c.name AS name, c.kind AS kind,
  coalesce(c.area, head(COLLECT {
    MATCH (c)-[:LOCATED_IN]->(r:Region) RETURN r.name ORDER BY r.id
  })) AS region,
  COLLECT {
    MATCH (c)<-[i:IN_CHAIN]-(s:Segment)
    WHERE coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
    RETURN {id: s.id, name: s.name, position: s.position, order: s.order,
            needed: coalesce(s.needed, true)}
    ORDER BY s.id
  } AS segments,
  COLLECT {
    MATCH path = (c)<-[:IN_CHAIN|AT*1..2]-(e:Enterprise)
    WHERE all(r IN relationships(path)
          WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
    WITH DISTINCT c, e
    OPTIONAL MATCH (e)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
    RETURN {
      id: e.id, name: e.name, short: e.short_name, origin: e.origin,
      operating: o.operating, surveyed: o.surveyed,
      role: head(COLLECT {
        MATCH (e)-[i:IN_CHAIN]->(c)
        WHERE coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
        RETURN i.role ORDER BY i.role
      }),
      region: coalesce(head(COLLECT {
        MATCH (e)-[:LOCATED_IN]->(r:Region) RETURN r.name ORDER BY r.id
      }), head(e.region)),
      modes: COLLECT {
        MATCH (e)<-[v:COVERS]-(p:PartyOrg)
        WHERE v.mode IN ['单独', '联合', '区域', '行业'] AND coalesce(p.functional, false) = false
          AND coalesce(v.since, '') <= $as_of AND coalesce(v.until, '9') + '~' >= $as_of
        RETURN DISTINCT v.mode AS mode ORDER BY mode
      },
      segments: COLLECT {
        MATCH (e)-[a:AT]->(s:Segment)-[i:IN_CHAIN]->(c)
        WHERE all(r IN [a, i]
              WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
        RETURN {id: s.id, role: a.role} ORDER BY s.id
      }
    } AS enterprise
    ORDER BY e.id
  } AS enterprises,
  COLLECT {
    MATCH path = (c)<-[:IN_CHAIN]-(s:Segment)<-[:OF]-(p:Product)
                 -[:FEEDS]->(:Product)-[:OF]->(t:Segment)-[:IN_CHAIN]->(c)
    WHERE s <> t AND all(r IN relationships(path)
          WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
    RETURN DISTINCT [s.id, t.id, p.name] AS flow ORDER BY flow
  } AS flows,
  COLLECT {
    MATCH path = (c)<-[:IN_CHAIN]-(s:Segment)<-[:AT]-(a:Enterprise)
                 -[:SUPPLIES]->(b:Enterprise)-[:AT]->(t:Segment)-[:IN_CHAIN]->(c)
    WHERE s <> t AND all(r IN relationships(path)
          WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
    RETURN DISTINCT [s.id, t.id, coalesce(a.name, a.id) + ' → ' + coalesce(b.name, b.id)] AS supply
    ORDER BY supply
  } AS supplies,
  COLLECT {
    MATCH (c)<-[i:LEADS|IN_CHAIN]-(p:PartyOrg)
    WHERE coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
    WITH DISTINCT p
    RETURN {
      id: p.id, name: p.name, kind: p.kind, functional: coalesce(p.functional, false),
      origin: p.origin,
      parent: head(COLLECT {
        MATCH (p)-[u:UNDER]->(above:PartyOrg)
        WHERE coalesce(u.since, '') <= $as_of AND coalesce(u.until, '9') + '~' >= $as_of
        RETURN above.id ORDER BY above.id
      }),
      covers: COLLECT {
        MATCH (p)-[v:COVERS]->(e:Enterprise)
        WHERE coalesce(v.since, '') <= $as_of AND coalesce(v.until, '9') + '~' >= $as_of
        RETURN DISTINCT e.id AS id ORDER BY id
      }
    } AS organisation
    ORDER BY p.id
  } AS organisations,
  COLLECT {
    MATCH (c)<-[v:SERVES|LEADS]-(u:University|Resource|Department)
    WHERE coalesce(v.since, '') <= $as_of AND coalesce(v.until, '9') + '~' >= $as_of
    WITH DISTINCT c, u
    RETURN {
      label: labels(u)[0], id: u.id, name: u.name, kind: u.kind, origin: u.origin,
      segments: COLLECT {
        MATCH path = (u)-[:STRONG_IN]->(:Discipline)<-[:RELATES_TO]-(s:Segment)-[:IN_CHAIN]->(c)
        WHERE all(r IN relationships(path)
              WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
        RETURN DISTINCT s.id AS id ORDER BY id
      }
    } AS support
    ORDER BY labels(u)[0], u.id
  } AS supports,
  c.committee_exists AS committee_exists, c.origin AS origin
ORDER BY id
