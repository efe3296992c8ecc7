// 现有的联建共建关系（未终止）。 Joint-building links that stand.
MATCH (a:PartyOrg)-[j:JOINT_BUILDS]->(b)
WHERE coalesce(j.state, '') <> '终止'
  AND coalesce(j.since, '') <= $as_of AND coalesce(j.until, '9') + '~' >= $as_of
  AND ($chain IS NULL OR EXISTS {
    MATCH way = (a)-[:LEADS|COVERS|AT|IN_CHAIN*1..3]->(c:Chain)
    WHERE (c.id = $chain OR any(name IN $named WHERE c.names CONTAINS name))
      AND all(r IN relationships(way)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  } OR EXISTS {
    MATCH way = (b)-[:LEADS|COVERS|AT|IN_CHAIN*1..3]->(c:Chain)
    WHERE (c.id = $chain OR any(name IN $named WHERE c.names CONTAINS name))
      AND all(r IN relationships(way)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  })
RETURN {label: 'PartyOrg', id: a.id, name: a.name} AS source,
  {label: labels(b)[0], id: b.id, name: b.name} AS target,
  j.state AS state, j.basis AS basis, j.matters AS matters, j.since AS since, j.until AS until,
  j.origin AS origin
ORDER BY source.id, target.label, target.id, since
