// 推荐所学：产品与其材料部件。 Products and the materials they are made of.
MATCH (m:Product)-[f:FEEDS]->(p:Product)
WHERE coalesce(f.since, '') <= $as_of AND coalesce(f.until, '9') + '~' >= $as_of
RETURN DISTINCT p.id AS product, m.id AS material
