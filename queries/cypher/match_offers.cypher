// 高校院所的团队、成果、专利和实验室。 Teams, results, patents and laboratories of universities.
MATCH (u:University)-[r:OFFERS]->(o:Offer)
WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
RETURN o.id AS id, o.name AS name, o.kind AS kind, o.text AS text, u.id AS university, COLLECT {
  MATCH (o)-[t:RELATES_TO]->(d:Discipline)
  WHERE coalesce(t.since, '') <= $as_of AND coalesce(t.until, '9') + '~' >= $as_of
  RETURN DISTINCT d.id AS discipline ORDER BY discipline
} AS disciplines
ORDER BY id, university
