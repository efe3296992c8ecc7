// 每条产业链的环节及其位置。 The segments of every chain, as they follow each other.
MATCH (c:Chain)<-[i:IN_CHAIN]-(s:Segment)
WHERE coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
RETURN DISTINCT c.id AS chain, s.id AS id, s.name AS name, s.position AS position,
  coalesce(s.order, 0) AS order, coalesce(s.needed, true) AS needed
ORDER BY chain, id
