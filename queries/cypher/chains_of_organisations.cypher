// 各产业链的党组织。 The party organizations of chains: those that are of it or lead it, and those that cover its enterprises and sites.
MATCH (c:Chain)<-[i:IN_CHAIN|LEADS]-(p:PartyOrg)
WHERE (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT p.id) AS ids
UNION ALL
MATCH (p:PartyOrg)-[v:COVERS]->()-[i:IN_CHAIN]->(c:Chain)
WHERE (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
  AND (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT p.id) AS ids
UNION ALL
MATCH (p:PartyOrg)-[v:COVERS]->(:Enterprise)-[a:AT]->(:Segment)-[i:IN_CHAIN]->(c:Chain)
WHERE (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
  AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
  AND (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT p.id) AS ids
