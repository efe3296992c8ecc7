// 哪些企业在某天尚未摸排。 Enterprises that nobody had surveyed on a day.
MATCH (e:Enterprise)
OPTIONAL MATCH (e)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH e, o WHERE o.surveyed IS NULL OR o.surveyed = false
RETURN e.id AS id
ORDER BY id
