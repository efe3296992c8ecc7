// 各产业链的党员。 The members of chains: those of their organizations.
MATCH (m:Member)-[b:MEMBER_OF]->(:PartyOrg)-[i:IN_CHAIN|LEADS]->(c:Chain)
WHERE (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until + '~' >= $as_of)
  AND (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT m.id) AS ids
UNION ALL
MATCH (m:Member)-[b:MEMBER_OF]->(:PartyOrg)-[v:COVERS]->()-[i:IN_CHAIN]->(c:Chain)
WHERE (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until + '~' >= $as_of)
  AND (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
  AND (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT m.id) AS ids
UNION ALL
MATCH (m:Member)-[b:MEMBER_OF]->(:PartyOrg)-[v:COVERS]->(:Enterprise)-[a:AT]->(:Segment)-[i:IN_CHAIN]->(c:Chain)
WHERE (b.since IS NULL OR b.since <= $as_of) AND (b.until IS NULL OR b.until + '~' >= $as_of)
  AND (v.since IS NULL OR v.since <= $as_of) AND (v.until IS NULL OR v.until + '~' >= $as_of)
  AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
  AND (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT m.id) AS ids
