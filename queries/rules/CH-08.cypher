/*
id = "CH-08"
version = 1
zh = "环节断点"
en = "A segment that nobody fills"
when = "必需环节没有在营企业（登记为已停业的不算）"
when_en = "no operating enterprise stands in a segment that is needed"
subject = "Segment"
severity = "high"
force = "industry"
action = "补链招商或外地协作清单"
action_en = "Recruit for the chain, or list partners elsewhere"
closes_when = "本地有在营企业处于该环节"
closes_when_en = "An operating local enterprise stands at the segment"
needs = []

[[basis]]
text = "链长制实践"
article = ""
checked = false
*/
MATCH (s:Segment)-[i:IN_CHAIN]->(c:Chain)
WHERE coalesce(s.needed, true)
  AND (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
  AND size([(s)<-[a:AT]-(e:Enterprise)
    WHERE (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
      AND size([(e)-[:OBSERVED]->(o:Observation)
        WHERE o.operating = false AND o.on <= $as_of AND o.until > $as_of | 1]) = 0 | 1]) = 0
WITH c, collect(s) AS open
WITH c, open, [(c)<-[m:IN_CHAIN]-(e:Enterprise)
  WHERE (m.since IS NULL OR m.since <= $as_of) AND (m.until IS NULL OR m.until + '~' >= $as_of)
  | EXISTS {
      MATCH (e)-[a:AT]->(:Segment)-[n:IN_CHAIN]->(c)
      WHERE (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
        AND (n.since IS NULL OR n.since <= $as_of) AND (n.until IS NULL OR n.until + '~' >= $as_of)
    }] AS placed
WITH c, open, size(placed) AS known, size([each IN placed WHERE NOT each]) AS unplaced
ORDER BY c.id
UNWIND open AS s
WITH s, collect(c.id) AS chains, collect(known) AS known, collect(unplaced) AS unplaced
RETURN s.id AS id, s.name AS name, chains, s.origin AS origin,
  {position: s.position, enterprises_in_chain: known[0], without_segment: unplaced[0]} AS facts
