// 联合党支部及其覆盖的单位。 Joint branches with the units that they cover.
MATCH (p:PartyOrg)
WHERE p.kind = '联合党支部' AND coalesce(p.functional, false) = false
  AND NOT EXISTS {
    MATCH (p)-[:OBSERVED]->(x:Observation)
    WHERE x.on <= $as_of AND x.until > $as_of AND x.status CONTAINS '撤销'
  }
RETURN p.id AS id, p.name AS name, COLLECT {
  MATCH (p)-[v:COVERS]->(u)
  WHERE coalesce(v.since, '') <= $as_of AND coalesce(v.until, '9') + '~' >= $as_of
  RETURN DISTINCT u.id AS unit ORDER BY unit
} AS units
ORDER BY id
