// 与一个对象直接相连的对象，分页。 What an entity is connected with, page by page.
MATCH (n:Enterprise {id: $id})
RETURN n.id AS id,
  COUNT {
    MATCH (n)-[r]-(m) WHERE NOT labels(m)[0] IN $hidden
  } AS total,
  COLLECT {
    MATCH (n)-[r]-(m) WHERE NOT labels(m)[0] IN $hidden
    WITH r, m, CASE WHEN startNode(r) = n THEN 'out' ELSE 'in' END AS direction
    WITH r, m, direction,
      type(r) + '|' + direction + '|' + labels(m)[0] + '|' + m.id + '|' + coalesce(r.role, '') AS key
    WHERE key > $after
    RETURN {type: type(r), direction: direction, label: labels(m)[0], id: m.id, name: m.name,
            properties: properties(r), key: key} AS neighbour
    ORDER BY key
    LIMIT $limit
  } AS items
