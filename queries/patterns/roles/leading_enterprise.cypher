// 覆盖链主企业的党组织；没有的，看尚无党组织的链主，再看已有党组织的企业，大的在前。 Organizations that cover a chain's leading enterprises; else leading ones without, else those with, the largest first.
MATCH (c:Chain)
WHERE $chain IS NULL OR c.id = $chain
WITH c, COLLECT {
  MATCH path = (c)<-[:IN_CHAIN|AT*1..2]-(e:Enterprise)
  WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  WITH e, max(CASE WHEN '链主' IN coalesce(e.tags, []) OR any(r IN relationships(path)
      WHERE coalesce(r.role, '') STARTS WITH '链主') THEN 1 ELSE 0 END) AS leads
  OPTIONAL MATCH (e)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
  WITH e, leads, o WHERE coalesce(o.operating, true)
  OPTIONAL MATCH (e)<-[v:COVERS]-(p:PartyOrg)
  WHERE v.mode IN ['单独', '联合', '区域', '行业'] AND coalesce(p.functional, false) = false
    AND coalesce(v.since, '') <= $as_of AND coalesce(v.until, '9') + '~' >= $as_of
  WITH e, leads, o, p, v ORDER BY p.id
  WITH e, leads, o, collect(CASE WHEN p IS NOT NULL THEN {label: 'PartyOrg', id: p.id,
    name: p.name, why: '覆盖链主企业' + e.name + '（' + v.mode + '）', origin: v.origin} END) AS by
  WITH e, leads, by, coalesce(o.surveyed, false) AS surveyed, coalesce(o.staff, -1) AS staff
  ORDER BY staff DESC, e.id
  RETURN {leads: leads, by: by, surveyed: surveyed, staff: staff, id: e.id, name: e.name,
    origin: e.origin} AS firm
} AS firms
WITH c, [f IN firms WHERE f.leads = 1] AS leading,
  [f IN firms WHERE size(f.by) > 0][..3] AS largest
WITH c, leading, [f IN leading WHERE size(f.by) = 0] AS without, largest
RETURN c.id AS chain,
  reduce(all = [], f IN leading | all + f.by) AS filled,
  [] AS open,
  CASE WHEN size(without) > 0
    THEN [f IN without | {label: 'Enterprise', id: f.id, name: f.name, origin: f.origin,
      why: CASE WHEN f.surveyed THEN '链主企业，尚无党组织' ELSE '链主企业，党组织情况未摸排' END,
      path: [{label: 'Enterprise', id: f.id, name: f.name, rel: ''},
        {label: 'Chain', id: c.id, name: c.name, rel: 'IN_CHAIN'}]}]
    ELSE [f IN largest | {label: 'Enterprise', id: f.id, name: f.name, origin: f.origin,
      why: '已有党组织，从业人数' +
        CASE WHEN f.staff < 0 THEN '未填' ELSE ' ' + toString(f.staff) + ' 人' END,
      path: [{label: 'Enterprise', id: f.id, name: f.name, rel: ''},
        {label: 'Chain', id: c.id, name: c.name, rel: 'IN_CHAIN'}]}]
  END AS candidates,
  any(f IN leading WHERE f.surveyed OR size(f.by) > 0) AS known,
  CASE WHEN size(leading) = 0 THEN '未登记链主企业' ELSE '' END AS note
ORDER BY chain
