// 在营且已摸排的企业中有党组织的和没有的，没有的适用哪条规则。 Judged enterprises with and without an organization, and by which rule those without are to get one.
MATCH (c:Chain)
WHERE $chain IS NULL OR c.id = $chain
WITH c, COLLECT {
  MATCH path = (c)<-[:IN_CHAIN|AT*1..2]-(e:Enterprise)
  WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  WITH DISTINCT e
  MATCH (e)-[:OBSERVED]->(o:Observation)
  WHERE o.on <= $as_of AND o.until > $as_of AND o.surveyed AND coalesce(o.operating, true)
  OPTIONAL MATCH (e)<-[v:COVERS]-(p:PartyOrg)
  WHERE v.mode IN ['单独', '联合', '区域', '行业'] AND coalesce(p.functional, false) = false
    AND coalesce(v.since, '') <= $as_of AND coalesce(v.until, '9') + '~' >= $as_of
  WITH e, o, p, v ORDER BY p.id
  WITH e, o, collect(CASE WHEN p IS NOT NULL THEN {why: p.name + '（' + v.mode + '）',
    origin: v.origin} END) AS by
  WITH e, o, by, o.has_instructor OR EXISTS {
    MATCH (e)<-[a:ASSIGNED_TO]-(:Cadre)
    WHERE a.role = '党建指导员'
      AND coalesce(a.since, '') <= $as_of AND coalesce(a.until, '9') + '~' >= $as_of
  } AS instructed
  ORDER BY e.id
  RETURN {id: e.id, name: e.name, by: by, origin: o.origin, why: CASE
    WHEN o.formal_affiliated IS NULL THEN '正式党员数未填，不能判断如何组建'
    WHEN o.formal_affiliated >= $least THEN
      '规则 PO-01 单独组建：正式党员 ' + toString(o.formal_affiliated) + ' 名'
    WHEN o.formal_affiliated >= 1 THEN
      '规则 PO-03 联合组建：正式党员 ' + toString(o.formal_affiliated) + ' 名'
    WHEN instructed THEN '没有正式党员，已选派党建指导员'
    ELSE '规则 WO-01 选派党建指导员：没有正式党员' END} AS firm
} AS firms
WITH c, [f IN firms WHERE size(f.by) > 0] AS organised, [f IN firms WHERE size(f.by) = 0] AS others
RETURN c.id AS chain,
  [f IN organised | {label: 'Enterprise', id: f.id, name: f.name, why: f.by[0].why,
    origin: f.by[0].origin}] AS filled,
  [f IN others | {label: 'Enterprise', id: f.id, name: f.name, why: '尚无党组织',
    origin: f.origin}] AS open,
  [f IN others | {label: 'Enterprise', id: f.id, name: f.name, why: f.why, origin: f.origin,
    path: [{label: 'Enterprise', id: f.id, name: f.name, rel: ''},
      {label: 'Chain', id: c.id, name: c.name, rel: 'IN_CHAIN'}]}] AS candidates,
  size(organised) + size(others) > 0 AS known,
  CASE WHEN size(organised) + size(others) = 0 THEN '没有在营且已摸排的企业' ELSE '' END AS note
ORDER BY chain
