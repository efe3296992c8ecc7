// 适合企业的高校院所：沿环节→学科，或服务本链、已有合作。 Universities for an enterprise.
MATCH (e:Enterprise {id: $id})
WITH e, COLLECT {
  CALL {
    WITH e
    MATCH path = (e)-[:AT]->(:Segment)-[:RELATES_TO]->(d:Discipline)<-[:STRONG_IN]-(u:University)
    WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
    RETURN u, 'discipline' AS way, [d.id, d.name] AS field,
      [x IN nodes(path) | [labels(x)[0], x.id, x.name]] AS steps,
      [r IN relationships(path) | type(r)] AS rels
    UNION ALL
    WITH e
    MATCH path = (e)-[:AT|IN_CHAIN*1..2]->(:Chain)<-[:SERVES]-(u:University)
    WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
    RETURN u, 'serves' AS way, null AS field,
      [x IN nodes(path) | [labels(x)[0], x.id, x.name]] AS steps,
      [r IN relationships(path) | type(r)] AS rels
    UNION ALL
    WITH e
    MATCH path = (e)<-[:COOPERATES]-(u:University)
    WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
    RETURN u, 'cooperates' AS way, null AS field,
      [x IN nodes(path) | [labels(x)[0], x.id, x.name]] AS steps,
      [r IN relationships(path) | type(r)] AS rels
  }
  WITH u, way, field, steps, rels ORDER BY field, [step IN steps | step[1]]
  WHERE NOT u.id IN $met
  WITH u, collect(DISTINCT field) AS fields,
    collect(CASE WHEN way = 'discipline' THEN {steps: steps, rels: rels} END) AS along,
    collect(CASE WHEN way = 'serves' THEN {steps: steps, rels: rels} END) AS beside,
    collect(CASE WHEN way = 'cooperates' THEN {steps: steps, rels: rels} END) AS together
  WITH u, fields, head(along + beside + together) AS first,
    size(beside) > 0 AS serves, size(together) > 0 AS cooperates, COLLECT {
      MATCH (u)-[m:MATCHED]->(e)
      WHERE m.result IN ['成功', '未成'] AND coalesce(m.held_on, m.since, '') <= $as_of
      RETURN [m.result, m.held_on, m.reason] AS outcome
      ORDER BY coalesce(outcome[1], ''), outcome[0], coalesce(m.need, '')
    } AS outcomes
  WITH *, size(outcomes) > 0 AND outcomes[size(outcomes) - 1][0] = '未成' AS refused,
    any(outcome IN outcomes WHERE outcome[0] = '成功') AS succeeded
  RETURN {id: u.id, name: u.name, fields: fields, serves: serves, cooperates: cooperates,
          outcomes: outcomes, refused: refused,
          steps: first.steps, rels: first.rels} AS fit
  ORDER BY refused, CASE WHEN size(fields) > 4 THEN 4 ELSE size(fields) END DESC, serves DESC,
    cooperates DESC, succeeded AND NOT refused DESC, u.id
} AS found
RETURN e.id AS id, e.name AS name,
  EXISTS {
    MATCH (e)-[a:AT]->(:Segment)
    WHERE coalesce(a.since, '') <= $as_of AND coalesce(a.until, '9') + '~' >= $as_of
  } AS placed,
  size([(e)-[g:RAISES]->(q:Order) WHERE (g.since IS NULL OR g.since <= $as_of)
    AND (g.until IS NULL OR g.until + '~' >= $as_of)
    AND q.category CONTAINS '技术' AND left(coalesce(q.submitted_at, ''), 10) <= $as_of
    AND CASE WHEN q.resolved_at IS NULL THEN NOT coalesce(q.state, '') IN $closed
        ELSE left(q.resolved_at, 10) > $as_of END | 1]) AS technical,
  size(found) AS total, found[0..$limit] AS items
