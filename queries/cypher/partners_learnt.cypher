// 推断的伙伴：图中是否属实。 Proposed partners: those whose path is in the graph, that are operating, and that are not partners yet.
MATCH (me:Enterprise {id: $id})
WITH me,
  COLLECT {
    MATCH (me)-[m:MAKES]->(p:Product)
    WHERE coalesce(m.since, '') <= $as_of AND coalesce(m.until, '9') + '~' >= $as_of
    RETURN p.id
  } AS mine,
  COLLECT {
    MATCH (me)-[l:LOCATED_IN]->(r:Region)
    WHERE coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
    RETURN r.id
  } AS home
UNWIND $proposed AS told
MATCH (firm:Enterprise {id: told.id})
WHERE firm.id <> me.id AND told.made IN mine
  AND EXISTS {
    MATCH (firm)-[m:MAKES]->(:Product {id: told.offered})
    WHERE coalesce(m.since, '') <= $as_of AND coalesce(m.until, '9') + '~' >= $as_of
  }
  AND (told.user IS NULL OR EXISTS {
    MATCH (:Product {id: told.material})-[f:FEEDS]->(:Product {id: told.user})
    WHERE coalesce(f.since, '') <= $as_of AND coalesce(f.until, '9') + '~' >= $as_of
  })
  AND NOT EXISTS {
    MATCH (firm)-[k:SUPPLIES]-(me)
    WHERE (startNode(k) = firm) = (told.direction = 'up')
      AND coalesce(k.since, '') <= $as_of AND coalesce(k.until, '9') + '~' >= $as_of
  }
  AND NOT EXISTS {
    MATCH (firm)-[:OBSERVED]->(o:Observation)
    WHERE o.on <= $as_of AND o.until > $as_of AND o.operating = false
  }
WITH firm, told, mine, home,
  COLLECT {
    MATCH (firm)-[l:LOCATED_IN]->(r:Region)
    WHERE coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
    RETURN r.id
  } AS regions,
  EXISTS {
    MATCH (firm)-[m:MAKES]->(p:Product)
    WHERE p.id IN mine AND coalesce(m.since, '') <= $as_of AND coalesce(m.until, '9') + '~' >= $as_of
  } AS competitor
WITH firm, told, competitor,
  CASE WHEN size(home) > 0 AND size(regions) > 0
    THEN any(region IN regions WHERE region IN home) END AS local
WHERE NOT $local OR coalesce(local, false)
RETURN firm.id AS id, firm.name AS name, told.direction AS direction, local, competitor
ORDER BY id, direction
