// 在营企业未办结的服务诉求。 Orders of operating enterprises that are not closed, by enterprise.
MATCH (e:Enterprise)-[r:RAISES]->(o:Order)
WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
  AND left(coalesce(o.submitted_at, ''), 10) <= $as_of
  AND coalesce(o.nature, '服务诉求') = '服务诉求'
  AND CASE WHEN o.resolved_at IS NULL THEN NOT coalesce(o.state, '') IN $closed
      ELSE left(o.resolved_at, 10) > $as_of END
  AND NOT EXISTS {
    MATCH (e)-[:OBSERVED]->(b:Observation)
    WHERE b.on <= $as_of AND b.until > $as_of AND b.operating = false
  }
RETURN e.id AS id, o.id AS order, o.category AS category, o.origin AS origin
ORDER BY id, order
