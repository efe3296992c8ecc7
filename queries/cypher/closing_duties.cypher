// 干部的联系任务，含已结束的。 What cadres were assigned to, also what has ended.
MATCH (k:Cadre)-[a:ASSIGNED_TO]->(n)
WHERE a.role IN ['党建指导员', '挂点领导', '党员服务专员'] AND coalesce(a.since, '') <= $as_of
RETURN k.id AS cadre, a.role AS role, a.link_id AS link, labels(n)[0] AS label, n.id AS id,
  n.name AS name, coalesce(a.until, '9') + '~' >= $as_of AS lasts, a.since AS since,
  a.until AS until, k.capacity AS capacity, k.specialties AS specialties
ORDER BY cadre, role, label, id, link
