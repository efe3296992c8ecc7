// 表中若干行的内容。 What a table tells of some entities: what they hold, what was observed, their links.
UNWIND $ids AS id
MATCH (n:Enterprise {id: id})
RETURN n.id AS id, properties(n) AS own,
  head(COLLECT {
    MATCH (n)-[:OBSERVED]->(o:Observation)
    WHERE o.on <= $as_of AND o.until > $as_of
    RETURN properties(o)
  }) AS observed,
  CASE WHEN $links = [] THEN [] ELSE COLLECT {
    MATCH (n)-[r]-(m)
    WHERE any(l IN $links WHERE l.name = type(r) AND l.out = (startNode(r) = n))
      AND NOT labels(m)[0] IN $hidden
      AND coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
    RETURN DISTINCT {type: type(r), out: startNode(r) = n, label: labels(m)[0], id: m.id,
                     name: m.name} AS link
  } END AS links
