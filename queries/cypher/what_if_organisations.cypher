// 这些党组织：正式党员数和覆盖的单位，已撤销的除外。 Party organisations with their formal members and the units that they cover.
UNWIND $ids AS given
MATCH (p:PartyOrg {id: given})
OPTIONAL MATCH (p)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH p, o WHERE NOT coalesce(o.status, '') CONTAINS '撤销'
RETURN p.id AS id, p.name AS name, p.kind AS kind, o.formal_members AS formal,
  p.origin + coalesce('\n' + o.origin, '') AS origin, COLLECT {
  MATCH (p)-[v:COVERS]->(u)
  WHERE coalesce(v.since, '') <= $as_of AND coalesce(v.until, '9') + '~' >= $as_of
  RETURN DISTINCT [labels(u)[0], u.id, u.name] AS unit ORDER BY unit
} AS units
ORDER BY id
