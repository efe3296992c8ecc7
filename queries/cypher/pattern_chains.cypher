// 各产业链，及是否有人报过其组织或企业情况。 Chains, and whether anybody told of their organizations or enterprises.
MATCH (c:Chain)
WHERE $chain IS NULL OR c.id = $chain
RETURN c.id AS chain, c.name AS name, c.origin AS origin,
  c.committee_exists IS NOT NULL OR EXISTS {
    MATCH (c)<-[l:LEADS|IN_CHAIN]-(p)
    WHERE (p:PartyOrg OR p:Association OR p:Department)
      AND coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
  } OR EXISTS {
    MATCH path = (c)<-[:IN_CHAIN|AT*1..2]-(e:Enterprise)
    WHERE all(r IN relationships(path)
          WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
      AND EXISTS {
        MATCH (e)-[:OBSERVED]->(o:Observation)
        WHERE o.on <= $as_of AND o.until > $as_of AND o.surveyed = true
      }
  } AS told
ORDER BY chain
