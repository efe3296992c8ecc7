// 诉求的类别、诉求企业和办理单位。 Orders with their category, who raised them and who handles them.
UNWIND $ids AS id
MATCH (o:Order {id: id})
RETURN o.id AS id, o.category AS category, COLLECT {
  MATCH (o)<-[r:RAISES]-(e:Enterprise)
  WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of
  RETURN DISTINCT e.id AS firm ORDER BY firm
} AS firms, COLLECT {
  MATCH (o)<-[h:HANDLES]-(d)
  WHERE coalesce(h.since, '') <= $as_of AND coalesce(h.until, '9') + '~' >= $as_of
  RETURN DISTINCT [d.id, d.name, h.role] AS holder ORDER BY holder
} AS holders
ORDER BY id
