// 已注明学科的环节、产品和需求名称。 Names of segments, products and needs whose disciplines are told.
CALL {
  MATCH (n:Segment)-[r:RELATES_TO]->(d:Discipline)
  WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
  RETURN 'Segment' AS label, n.id AS id, n.name AS name, n.name AS text, d.id AS discipline,
    null AS via
  UNION
  MATCH (n:Product)-[o:OF]->(s:Segment)-[r:RELATES_TO]->(d:Discipline)
  WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
    AND coalesce(o.since, '') <= $as_of AND coalesce(o.until, '9') + '~' >= $as_of
  RETURN 'Product' AS label, n.id AS id, n.name AS name, n.name AS text, d.id AS discipline,
    [s.id, s.name] AS via
  UNION
  MATCH (n:Need)-[r:RELATES_TO]->(d:Discipline)
  WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
  RETURN 'Need' AS label, n.id AS id, coalesce(n.name, n.text) AS name,
    CASE WHEN n.text IS NULL THEN n.name WHEN n.name IS NULL THEN n.text
         ELSE n.name + '，' + n.text END AS text,
    d.id AS discipline, null AS via
}
WITH label, id, name, text, discipline, via ORDER BY label, id, via[0], discipline
WHERE text IS NOT NULL
RETURN label, id, name, text, collect(DISTINCT discipline) AS disciplines, head(collect(via)) AS via
ORDER BY label, id
