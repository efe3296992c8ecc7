// 推荐所学：企业生产的产品及其营收占比。 What enterprises make, and the share of their revenue.
MATCH (e:Enterprise)-[m:MAKES]->(p:Product)
WHERE coalesce(m.since, '') <= $as_of AND coalesce(m.until, '9') + '~' >= $as_of
RETURN e.id AS company, p.id AS product, max(m.share) AS share
