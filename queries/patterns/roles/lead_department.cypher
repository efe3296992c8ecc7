// 产业链的牵头部门；没有的，看办理本链诉求最多的部门。 Who leads a chain beside its committee; else who handles most of its orders.
MATCH (c:Chain)
WHERE $chain IS NULL OR c.id = $chain
WITH c, COLLECT {
  MATCH (c)<-[l:LEADS]-(d)
  WHERE coalesce(d.kind, '') <> '产业链党委'
    AND coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
  WITH c, d, min(coalesce(l.role, '牵头')) AS role ORDER BY d.id
  RETURN {label: labels(d)[0], id: d.id, name: d.name, why: role + '本链', origin: d.origin} AS one
} AS filled, COLLECT {
  MATCH (c)<-[i:IN_CHAIN]-(o:Order)<-[h:HANDLES]-(d)
  WHERE (d:Department OR d:PartyOrg) AND coalesce(o.submitted_at, '') <= $as_of + '~'
    AND coalesce(d.kind, '') <> '产业链党委'
    AND all(r IN [i, h]
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
  WITH c, d, count(DISTINCT o) AS orders, min(o.id) AS first
  ORDER BY orders DESC, d.id LIMIT 5
  MATCH (o:Order {id: first})
  RETURN {label: labels(d)[0], id: d.id, name: d.name,
    why: '办理本链诉求 ' + toString(orders) + ' 件', origin: d.origin, path: [
      {label: labels(d)[0], id: d.id, name: d.name, rel: ''},
      {label: 'Order', id: o.id, name: coalesce(o.name, o.id), rel: 'HANDLES'},
      {label: 'Chain', id: c.id, name: c.name, rel: 'IN_CHAIN'}]} AS one
} AS candidates
RETURN c.id AS chain, filled, [] AS open, candidates,
  EXISTS { MATCH (any:Department) } AS registered,
  CASE WHEN size(filled) = 0 THEN '请在部门表填“牵头产业链”' END AS note
ORDER BY chain
