// 产业链上到当日已办结、未退回重办的诉求。 Orders of a chain: 1 when resolved by the day and not reopened since, else 0. $kinds are the states of a closed order without a time.
MATCH (:Chain {id: $chain})<-[i:IN_CHAIN]-(o:Order)
WITH o, max(CASE WHEN coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
    AND (o.resolved_at <= $as_of + '~' OR o.resolved_at IS NULL AND o.state IN $kinds)
    AND coalesce(o.reopened_at <= o.resolved_at OR o.reopened_at > $as_of + '~', true)
  THEN 1 ELSE 0 END) AS value
RETURN o.category AS part, value, o.origin AS origin, o.id AS id
ORDER BY id
