// 推荐所学：企业及其行业。 Enterprises that make something, with their industry.
MATCH (e:Enterprise)
WHERE EXISTS { MATCH (e)-[m:MAKES]->(:Product)
  WHERE coalesce(m.since, '') <= $as_of AND coalesce(m.until, '9') + '~' >= $as_of }
OPTIONAL MATCH (e)-[b:IN_INDUSTRY]->(i:Industry)
WHERE coalesce(b.since, '') <= $as_of AND coalesce(b.until, '9') + '~' >= $as_of
RETURN e.id AS id, e.name AS name, coalesce(min(i.id), '') AS industry
