// 上下游伙伴：沿产品关系，其次沿产业链模板。 Partners along products, else along the chain template.
MATCH (me:Enterprise {id: $id})
WITH me,
  COLLECT {
    MATCH (me)-[m:MAKES]->(p:Product)
    WHERE coalesce(m.since, '') <= $as_of AND coalesce(m.until, '9') + '~' >= $as_of
    RETURN p.id
  } AS mine,
  COLLECT {
    MATCH (me)-[l:LOCATED_IN]->(r:Region)
    WHERE coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
    RETURN r.id
  } AS home
OPTIONAL MATCH (me)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH me, mine, home, coalesce(o.operating, true) AS open,
  EXISTS {
    MATCH (me)-[a:AT]->(:Segment)
    WHERE coalesce(a.since, '') <= $as_of AND coalesce(a.until, '9') + '~' >= $as_of
  } AS placed,
  COLLECT {
    CALL {
      WITH me
      MATCH path = (me)-[:MAKES]->(:Product)<-[:FEEDS]-(:Product)<-[:MAKES]-(firm:Enterprise)
      WHERE $direction IN ['up', 'both'] AND all(r IN relationships(path)
              WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
      RETURN firm, 'up' AS direction, 2 AS way, 1 AS links,
        [x IN nodes(path) | [labels(x)[0], x.id, x.name]] AS steps,
        [r IN relationships(path) | type(r)] AS rels
      UNION ALL
      WITH me
      MATCH path = (me)-[:MAKES]->(:Product)-[:FEEDS]->(:Product)<-[:MAKES]-(firm:Enterprise)
      WHERE $direction IN ['down', 'both'] AND all(r IN relationships(path)
              WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
      RETURN firm, 'down' AS direction, 2 AS way, 1 AS links,
        [x IN nodes(path) | [labels(x)[0], x.id, x.name]] AS steps,
        [r IN relationships(path) | type(r)] AS rels
      UNION ALL
      WITH me
      MATCH path = (me)-[:AT]->(s:Segment)<-[:OF]-(:Product)<-[:FEEDS]-(:Product)-[:OF]->(t:Segment)
      WHERE $direction IN ['up', 'both'] AND s <> t AND all(r IN relationships(path)
              WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
      WITH t, [x IN nodes(path) | [labels(x)[0], x.id, x.name]] AS steps,
        [r IN relationships(path) | type(r)] AS rels
      ORDER BY [step IN steps | step[1]]
      WITH t, count(*) AS links, collect(steps)[0] AS steps, collect(rels)[0] AS rels
      MATCH (t)<-[a:AT]-(firm:Enterprise)
      WHERE coalesce(a.since, '') <= $as_of AND coalesce(a.until, '9') + '~' >= $as_of
      RETURN firm, 'up' AS direction, 1 AS way, links,
        steps + [['Enterprise', firm.id, firm.name]] AS steps, rels + ['AT'] AS rels
      UNION ALL
      WITH me
      MATCH path = (me)-[:AT]->(s:Segment)<-[:OF]-(:Product)-[:FEEDS]->(:Product)-[:OF]->(t:Segment)
      WHERE $direction IN ['down', 'both'] AND s <> t AND all(r IN relationships(path)
              WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
      WITH t, [x IN nodes(path) | [labels(x)[0], x.id, x.name]] AS steps,
        [r IN relationships(path) | type(r)] AS rels
      ORDER BY [step IN steps | step[1]]
      WITH t, count(*) AS links, collect(steps)[0] AS steps, collect(rels)[0] AS rels
      MATCH (t)<-[a:AT]-(firm:Enterprise)
      WHERE coalesce(a.since, '') <= $as_of AND coalesce(a.until, '9') + '~' >= $as_of
      RETURN firm, 'down' AS direction, 1 AS way, links,
        steps + [['Enterprise', firm.id, firm.name]] AS steps, rels + ['AT'] AS rels
    }
    WITH me, mine, home, firm, direction, way, links, steps, rels
    ORDER BY way DESC, [step IN steps | step[1]]
    WITH me, mine, home, firm, direction, max(way) AS best,
      collect({way: way, links: links, steps: steps, rels: rels}) AS ways
    WHERE firm <> me
      AND NOT EXISTS {
        MATCH (firm)-[k:SUPPLIES]-(me)
        WHERE (startNode(k) = firm) = (direction = 'up')
          AND coalesce(k.since, '') <= $as_of AND coalesce(k.until, '9') + '~' >= $as_of
      }
      AND NOT EXISTS {
        MATCH (firm)-[:OBSERVED]->(told:Observation)
        WHERE told.on <= $as_of AND told.until > $as_of AND told.operating = false
      }
    WITH home, firm, direction, best, [w IN ways WHERE w.way = best] AS ways,
      EXISTS {
        MATCH (firm)-[m:MAKES]->(p:Product)
        WHERE p.id IN mine AND coalesce(m.since, '') <= $as_of AND coalesce(m.until, '9') + '~' >= $as_of
      } AS competitor,
      COLLECT {
        MATCH (firm)-[l:LOCATED_IN]->(r:Region)
        WHERE coalesce(l.since, '') <= $as_of AND coalesce(l.until, '9') + '~' >= $as_of
        RETURN r.id
      } AS regions
    WITH firm, direction, best, competitor, ways[0] AS first,
      reduce(n = 0, w IN ways | n + w.links) AS links,
      CASE WHEN size(home) > 0 AND size(regions) > 0
        THEN any(region IN regions WHERE region IN home) END AS local
    WHERE (NOT $local OR coalesce(local, false)) AND (best = 2 OR NOT competitor)
    RETURN {id: firm.id, name: firm.name, direction: direction, way: best, links: links, local: local,
            competitor: competitor, steps: first.steps, rels: first.rels} AS partner
    ORDER BY best DESC, coalesce(local, false) DESC, CASE WHEN links > 4 THEN 4 ELSE links END DESC,
      direction DESC, firm.id
  } AS found
WITH me, mine, open, placed, [f IN found WHERE f.way = 2] AS known, [f IN found WHERE f.way = 1] AS usual
RETURN me.id AS id, me.name AS name, open, size(mine) AS products, placed,
  size(known) AS known_total, known[0..$limit] AS known,
  [f IN usual | f.direction + f.id] AS usual_keys, usual[0..$limit] AS usual
