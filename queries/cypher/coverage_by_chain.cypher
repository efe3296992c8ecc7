// 各产业链的覆盖率，分母见规则包。 Coverage of each chain: counts of which rates are made.
// With $unplaced, of its enterprises alone that stand at none of its segments.
MATCH (c:Chain)
WHERE $chain IS NULL OR c.id = $chain OR any(name IN $named WHERE c.names CONTAINS name)
OPTIONAL MATCH path = (c)<-[:IN_CHAIN|AT*1..2]-(e:Enterprise)
WHERE all(r IN relationships(path)
      WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  AND ($region IS NULL OR EXISTS {
    MATCH place = (e)-[:LOCATED_IN]->(:Region)-[:WITHIN*0..4]->(r:Region)
    WHERE (r.id = $region OR r.names CONTAINS $region_named)
      AND all(l IN relationships(place)
          WHERE coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of)
  })
  AND ($unplaced = false OR NOT EXISTS {
    MATCH (e)-[at:AT]->(:Segment)-[i:IN_CHAIN]->(c)
    WHERE coalesce(at.since, '') <= $as_of AND coalesce(at.until, '9') + '~' >= $as_of
      AND coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
  })
WITH DISTINCT c, e
OPTIONAL MATCH (e)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH c, e, o, coalesce(o.operating, true) AS open,
  COLLECT {
    MATCH (e)<-[v:COVERS]-(p:PartyOrg)
    WHERE v.mode IN ['单独', '联合', '区域', '行业'] AND coalesce(p.functional, false) = false
      AND coalesce(v.since, '') <= $as_of AND coalesce(v.until, '9') + '~' >= $as_of
    RETURN DISTINCT {mode: v.mode, file: split(v.origin, '|')[1]} AS cover
  } AS covers,
  o.has_instructor OR EXISTS {
    MATCH (e)<-[a:ASSIGNED_TO]-(:Cadre)
    WHERE a.role = '党建指导员'
      AND coalesce(a.since, '') <= $as_of AND coalesce(a.until, '9') + '~' >= $as_of
  } AS instructed,
  o.has_union OR o.has_league OR EXISTS {
    MATCH (e)<-[w:IN_ENTERPRISE]-(m:MassOrg)
    WHERE m.kind IN ['工会', '共青团']
      AND coalesce(w.since, '') <= $as_of AND coalesce(w.until, '9') + '~' >= $as_of
  } AS gathered
WITH c, e, o, open, [cover IN covers | cover.mode] AS modes, instructed, gathered,
  [split(o.origin, '|')[1]] + [cover IN covers | cover.file] AS told,
  open AND CASE $denominator
    WHEN 'surveyed' THEN coalesce(o.surveyed, false)
    ELSE o.surveyed IS NOT NULL
  END AS counted
RETURN c.id AS chain, c.name AS name,
  count(CASE WHEN counted THEN 1 END) AS denominator,
  count(CASE WHEN counted AND size(modes) > 0 THEN 1 END) AS organised,
  count(CASE WHEN counted AND '单独' IN modes THEN 1 END) AS independent,
  count(CASE WHEN counted AND (size(modes) > 0 OR instructed OR gathered) THEN 1 END) AS worked,
  count(CASE WHEN counted AND (size(modes) > 0 OR instructed OR gathered) IS NULL THEN 1 END)
    AS work_unknown,
  count(CASE WHEN counted AND (size(modes) > 0 OR instructed) THEN 1 END) AS instructed,
  count(CASE WHEN counted AND (size(modes) > 0 OR instructed) IS NULL THEN 1 END)
    AS instructed_unknown,
  count(CASE WHEN e IS NOT NULL AND open AND NOT coalesce(o.surveyed, false) THEN 1 END)
    AS unsurveyed,
  count(CASE WHEN e IS NOT NULL AND NOT open THEN 1 END) AS closed,
  collect(DISTINCT told) AS files
ORDER BY chain
