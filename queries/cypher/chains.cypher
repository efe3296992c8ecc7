// 有哪些产业链：环节、断点、在营企业和产业链党委。 The chains: segments, gaps, enterprises, committees.
MATCH (c:Chain)
WITH c, COLLECT {
  MATCH (c)<-[i:IN_CHAIN]-(s:Segment)
  WHERE coalesce(i.since, '') <= $as_of AND coalesce(i.until, '9') + '~' >= $as_of
  RETURN coalesce(s.needed, true) AND NOT EXISTS {
    MATCH (s)<-[a:AT]-(e:Enterprise)
    WHERE coalesce(a.since, '') <= $as_of AND coalesce(a.until, '9') + '~' >= $as_of
      AND NOT EXISTS {
        MATCH (e)-[:OBSERVED]->(o:Observation)
        WHERE o.on <= $as_of AND o.until > $as_of AND o.operating = false
      }
  }
} AS gaps
RETURN c.id AS id, c.name AS name, c.kind AS kind,
  coalesce(c.area, head(COLLECT {
    MATCH (c)-[:LOCATED_IN]->(r:Region) RETURN r.name ORDER BY r.id
  })) AS region,
  size(gaps) AS segments,
  size([gap IN gaps WHERE gap]) AS gaps,
  COUNT {
    MATCH path = (c)<-[:IN_CHAIN|AT*1..2]-(e:Enterprise)
    WHERE all(r IN relationships(path)
          WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
      AND NOT EXISTS {
        MATCH (e)-[:OBSERVED]->(o:Observation)
        WHERE o.on <= $as_of AND o.until > $as_of AND o.operating = false
      }
    RETURN DISTINCT e
  } AS enterprises,
  COLLECT {
    MATCH (c)<-[l:LEADS]-(p:PartyOrg)
    WHERE coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
    RETURN {label: 'PartyOrg', id: p.id, name: p.name} ORDER BY p.id
  } AS committees,
  c.origin AS origin
ORDER BY id
