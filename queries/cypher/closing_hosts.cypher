// 覆盖这些环节上企业、尚有余地的党支部。 Branches with room that cover enterprises at these segments.
UNWIND $ids AS given
MATCH (s:Segment {id: given})<-[a:AT]-(e:Enterprise)
WHERE (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
MATCH (e)<-[v:COVERS]-(p:PartyOrg)
WHERE (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
  AND p.kind = '党支部' AND coalesce(p.functional, false) = false
  AND NOT EXISTS {
    MATCH (p)-[:OBSERVED]->(x:Observation)
    WHERE x.on <= $as_of AND x.until > $as_of AND x.status CONTAINS '撤销'
  }
WITH DISTINCT e, p, size([(p)-[w:COVERS]->()
  WHERE (w.since IS NULL OR w.since <= $as_of) AND (w.until IS NULL OR w.until + '~' >= $as_of)
  | 1]) AS units
WHERE units < $most
RETURN p.id AS id, p.name AS name, e.id AS enterprise
ORDER BY id, enterprise
