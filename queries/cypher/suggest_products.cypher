// 推荐所学：产品。 Products to learn suggestions from.
MATCH (p:Product)
RETURN p.id AS id, p.name AS name, coalesce(p.junk, false) AS junk
