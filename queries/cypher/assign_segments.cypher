// 在营企业所处环节的学科。 The disciplines of the segments at which operating enterprises are.
MATCH path = (e:Enterprise)-[:AT]->(:Segment)-[:RELATES_TO]->(d:Discipline)
WHERE all(r IN relationships(path)
      WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  AND NOT EXISTS {
    MATCH (e)-[:OBSERVED]->(b:Observation)
    WHERE b.on <= $as_of AND b.until > $as_of AND b.operating = false
  }
WITH e, d ORDER BY d.id
RETURN e.id AS id, e.origin AS origin, collect(DISTINCT d.id) AS disciplines
ORDER BY id
