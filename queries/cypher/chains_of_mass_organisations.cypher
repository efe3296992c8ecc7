// 各产业链的群团组织。 The mass organizations of chains: their own, or else those in their enterprises.
MATCH (c:Chain)<-[i:IN_CHAIN]-(m:MassOrg)
WHERE (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
RETURN c.id AS chain, collect(DISTINCT m.id) AS ids
UNION ALL
MATCH (m:MassOrg)-[w:IN_ENTERPRISE]->(:Enterprise)-[i:IN_CHAIN]->(c:Chain)
WHERE (w.since IS NULL OR w.since <= $as_of) AND (w.until IS NULL OR w.until + '~' >= $as_of)
  AND (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
  AND NOT EXISTS {
    MATCH (m)-[k:IN_CHAIN]->(:Chain)
    WHERE (k.since IS NULL OR k.since <= $as_of) AND (k.until IS NULL OR k.until + '~' >= $as_of)
  }
RETURN c.id AS chain, collect(DISTINCT m.id) AS ids
UNION ALL
MATCH (m:MassOrg)-[w:IN_ENTERPRISE]->(:Enterprise)-[a:AT]->(:Segment)-[i:IN_CHAIN]->(c:Chain)
WHERE (w.since IS NULL OR w.since <= $as_of) AND (w.until IS NULL OR w.until + '~' >= $as_of)
  AND (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
  AND (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
  AND NOT EXISTS {
    MATCH (m)-[k:IN_CHAIN]->(:Chain)
    WHERE (k.since IS NULL OR k.since <= $as_of) AND (k.until IS NULL OR k.until + '~' >= $as_of)
  }
RETURN c.id AS chain, collect(DISTINCT m.id) AS ids
