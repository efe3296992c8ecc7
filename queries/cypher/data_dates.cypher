// 数据日期：企业在某日有效的数字最早、最近是哪天的。 The days of the enterprises' figures in force.
MATCH (o:Observation)<-[:OBSERVED]-(e:Enterprise)
WHERE o.on <= $as_of AND o.until > $as_of
  AND ($chain IS NULL OR EXISTS {
    MATCH path = (e)-[:AT|IN_CHAIN*1..2]->(c:Chain)
    WHERE c.id = $chain
      AND all(r IN relationships(path)
          WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  })
RETURN min(o.on) AS first, max(o.on) AS last, count(o) AS enterprises
