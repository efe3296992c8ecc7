// 一类对象在某日的情况，供联建建议用。 All of a kind as they stood on a day, for links worth building.
MATCH (n:Enterprise)
OPTIONAL MATCH (n)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
RETURN n.id AS id, n.name AS name, n.kind AS kind, coalesce(n.functional, false) AS functional,
  n.venue AS venue, n.category AS category, n.level AS level, n.order AS position,
  o.operating AS operating, o.surveyed AS surveyed, o.formal_affiliated AS formal_affiliated,
  o.formal_on_site AS formal_on_site, o.formal_members AS formal_members,
  o.has_committee AS has_committee
ORDER BY id
