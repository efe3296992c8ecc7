// 推荐所学：产品小类。 Families of products and their kinds.
MATCH (k:Product)-[o:KIND_OF]->(p:Product)
WHERE coalesce(o.since, '') <= $as_of AND coalesce(o.until, '9') + '~' >= $as_of
RETURN DISTINCT p.id AS family, k.id AS kind
