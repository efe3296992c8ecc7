// 一类对象在某日有效的关系，供联建建议用。 Ties of all of a kind in force on a day, for links worth building.
MATCH (n:Enterprise)-[r:AT|MAKES|SUPPLIES|IN_CHAIN|LOCATED_IN|HAS_NEED|RAISES|OFFERS|COVERS|LEADS|UNDER|HANDLES|SERVES|STRONG_IN|COOPERATES|RELATES_TO|CONCERNS|OF|FEEDS]->(x)
WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
RETURN DISTINCT n.id AS source, n.name AS source_name, type(r) AS rel, labels(x)[0] AS label,
  x.id AS target, x.name AS target_name
ORDER BY source, rel, label, target
