// 一家企业：环节、产业链、党组织、人员数和未办结的诉求。 What hangs on an enterprise; persons are counted only.
MATCH (e:Enterprise {id: $id})
OPTIONAL MATCH (e)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
RETURN e.id AS id, e.name AS name, e.origin AS origin, coalesce(o.operating, true) AS open,
  o.staff AS staff, o.formal_affiliated AS formal, o.formal_on_site AS formal_on_site,
  o.members_reported AS members_reported, COLLECT {
  MATCH (e)-[a:AT]->(s:Segment)-[i:IN_CHAIN]->(c:Chain)
  WHERE coalesce(a.since, '') <= $as_of AND coalesce(a.until, '9') + '~' >= $as_of
    AND coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
  RETURN DISTINCT [s.id, s.name, c.id, c.name] AS place ORDER BY place
} AS places, COLLECT {
  MATCH path = (e)-[:AT|IN_CHAIN*1..2]->(h:Chain)
  WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  RETURN DISTINCT h.id AS chain ORDER BY chain
} AS chains, COLLECT {
  MATCH (e)<-[v:COVERS]-(p:PartyOrg)
  WHERE coalesce(v.since, '') <= $as_of AND coalesce(v.until, '9') + '~' >= $as_of
    AND coalesce(p.functional, false) = false
  RETURN DISTINCT p.id AS organisation ORDER BY organisation
} AS organisations, COLLECT {
  MATCH (e)<-[w:WORKS_AT]-(m:Member)
  WHERE coalesce(w.since, '') <= $as_of AND coalesce(w.until, '9') + '~' >= $as_of
    AND (m.status IS NULL OR m.status IN ['正式', '预备'])
  RETURN DISTINCT m.id AS member
} AS members, COLLECT {
  MATCH (e)<-[k:WORKS_AT]-(t:Talent)
  WHERE coalesce(k.since, '') <= $as_of AND coalesce(k.until, '9') + '~' >= $as_of
  RETURN DISTINCT t.id AS talent
} AS talents, COLLECT {
  MATCH (e)-[g:RAISES]->(q:Order)
  WHERE coalesce(g.since, '') <= $as_of AND coalesce(g.until, '9') + '~' >= $as_of
    AND coalesce(q.submitted_at, '') <= $as_of + '~'
    AND coalesce(q.resolved_at, '9') > $as_of + '~'
    AND NOT (q.resolved_at IS NULL AND coalesce(q.state, '') IN $closed)
  RETURN DISTINCT {id: q.id, name: q.name, category: q.category, level: q.level, state: q.state,
    submitted_at: q.submitted_at, due_at: q.due_at, origin: q.origin} AS asked ORDER BY asked.id
} AS orders
