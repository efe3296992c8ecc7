// 产业链党委；只报告成立、组织未登记的另行注明。 The party committee of a chain, or that one was reported.
OPTIONAL MATCH (q:PartyOrg)
WHERE q.kind = '产业链党委' AND NOT EXISTS { MATCH (q)-[:LEADS]->(:Chain) }
WITH q ORDER BY q.id
WITH [one IN collect({id: q.id, name: q.name, origin: q.origin}) WHERE one.id IS NOT NULL |
  {label: 'PartyOrg', id: one.id, name: one.name, why: '产业链党委未填所属产业链',
   origin: one.origin}] AS loose
WITH loose, reduce(names = '', one IN loose[0..3] |
  names + CASE WHEN names = '' THEN '' ELSE '、' END + coalesce(one.name, one.id)) AS names
MATCH (c:Chain)
WHERE $chain IS NULL OR c.id = $chain
WITH c, loose, names, COLLECT {
  MATCH (c)<-[l:LEADS]-(p:PartyOrg)
  WHERE p.kind = '产业链党委'
    AND coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
  WITH DISTINCT c, p ORDER BY p.id
  RETURN {label: 'PartyOrg', id: p.id, name: p.name, why: '产业链党委，牵头本链',
    origin: p.origin} AS one
} AS led, COLLECT {
  MATCH (c)<-[i:IN_CHAIN]-(p:PartyOrg)
  WHERE p.kind IN ['基层党委', '党工委', '商圈党委']
    AND coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
  WITH DISTINCT c, p ORDER BY p.id LIMIT 5
  RETURN {label: 'PartyOrg', id: p.id, name: p.name, why: '链上已有的' + p.kind + '，可依托组建',
    origin: p.origin, path: [
      {label: 'PartyOrg', id: p.id, name: p.name, rel: ''},
      {label: 'Chain', id: c.id, name: c.name, rel: 'IN_CHAIN'}]} AS one
} AS committees
RETURN c.id AS chain,
  CASE
    WHEN size(led) > 0 THEN led
    WHEN c.committee_exists THEN [{label: 'Chain', id: c.id,
      name: coalesce(c.committee_name, c.name + '党委'), why: '已报告，本链名下尚无登记的组织',
      reported: true, origin: c.origin}]
    ELSE []
  END AS filled,
  [] AS open, loose + committees AS candidates,
  size(led) > 0 OR c.committee_exists IS NOT NULL AS known,
  CASE WHEN size(led) = 0 AND size(loose) > 0
    THEN '有 ' + toString(size(loose)) + ' 个产业链党委未注明所属产业链：' + names
      + '；请在党组织表填“所属产业链”' END AS note
ORDER BY chain
