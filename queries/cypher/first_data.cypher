// 各产业链最早的摸排、党组织情况或服务诉求是哪天的。 From which day on chains have data of their own.
UNWIND $ids AS given
MATCH (c:Chain {id: given})
WITH c, COLLECT {
  MATCH (c)<-[:IN_CHAIN|AT*1..2]-(e:Enterprise)-[:OBSERVED]->(o:Observation)
  WHERE o.surveyed IS NOT NULL
  RETURN min(o.on) AS day
} AS surveyed, COLLECT {
  MATCH (c)<-[:LEADS|IN_CHAIN]-(p:PartyOrg)-[:OBSERVED]->(w:Observation)
  RETURN min(w.on) AS day
} AS organised, COLLECT {
  MATCH (c)<-[:IN_CHAIN|AT*1..2]-(f:Enterprise)-[:RAISES]->(r:Order)
  RETURN min(left(r.submitted_at, 10)) AS day
} AS asked
UNWIND surveyed + organised + asked AS day
RETURN c.id AS chain, min(day) AS first
ORDER BY chain
