// 在营的链主和重点企业。 Operating enterprises that lead a chain or bear one of the tags.
MATCH (e:Enterprise)
OPTIONAL MATCH (e)-[l:AT|IN_CHAIN]->()
WHERE l.role STARTS WITH '链主'
  AND coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
WITH e, count(l) > 0 OR '链主' IN coalesce(e.tags, []) AS leading,
  [tag IN coalesce(e.tags, []) WHERE tag IN $tags] AS tags
WHERE (leading OR size(tags) > 0) AND NOT EXISTS {
  MATCH (e)-[:OBSERVED]->(o:Observation)
  WHERE o.on <= $as_of AND o.until > $as_of AND o.operating = false
}
RETURN e.id AS id, leading, tags, e.origin AS origin
ORDER BY id
