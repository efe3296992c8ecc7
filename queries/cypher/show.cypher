// 一个对象的全部信息；人员只计数。 One entity whole; persons are counted only.
MATCH (n:Enterprise {id: $id})
RETURN n.id AS id, n.name AS name, properties(n) AS properties,
  head(COLLECT {
    MATCH (n)-[:OBSERVED]->(o:Observation)
    WHERE o.on <= $as_of AND o.until > $as_of
    RETURN properties(o)
  }) AS observed,
  COUNT {
    MATCH (n)-[r]-(m) WHERE NOT labels(m)[0] IN $hidden
  } AS total,
  COLLECT {
    MATCH (n)-[r]-(m) WHERE NOT labels(m)[0] IN $hidden
    WITH n, r, m, startNode(r) = n AS out
    RETURN {type: type(r), direction: CASE WHEN out THEN 'out' ELSE 'in' END,
            label: labels(m)[0], id: m.id, name: m.name, properties: properties(r)} AS neighbour
    ORDER BY type(r), CASE WHEN out THEN 'out' ELSE 'in' END, labels(m)[0], m.id,
      coalesce(r.role, '')
    LIMIT $limit
  } AS relationships,
  COLLECT {
    MATCH (n)-[r]-(m) WHERE labels(m)[0] IN $persons
      AND coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
    WITH type(r) AS type, labels(m)[0] AS label, count(DISTINCT m) AS count
    RETURN {type: type, label: label, count: count} AS group
    ORDER BY type, label
  } AS persons
