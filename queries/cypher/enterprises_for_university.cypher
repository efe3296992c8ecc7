// 适合高校院所的企业：沿学科→环节，或同链、已有合作。 Enterprises for a university.
MATCH (u:University {id: $id})
WITH u, COLLECT {
  CALL {
    WITH u
    MATCH path = (u)-[:STRONG_IN]->(d:Discipline)<-[:RELATES_TO]-(:Segment)<-[:AT]-(e:Enterprise)
    WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
    RETURN e, 'discipline' AS way, [d.id, d.name] AS field,
      [x IN nodes(path) | [labels(x)[0], x.id, x.name]] AS steps,
      [r IN relationships(path) | type(r)] AS rels
    UNION ALL
    WITH u
    MATCH path = (u)-[:SERVES]->(:Chain)<-[:IN_CHAIN|AT*1..2]-(e:Enterprise)
    WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
    RETURN e, 'serves' AS way, null AS field,
      [x IN nodes(path) | [labels(x)[0], x.id, x.name]] AS steps,
      [r IN relationships(path) | type(r)] AS rels
    UNION ALL
    WITH u
    MATCH path = (u)-[:COOPERATES]->(e:Enterprise)
    WHERE all(r IN relationships(path)
        WHERE coalesce(r.since, '') <= $as_of AND coalesce(r.until, '9') + '~' >= $as_of)
    RETURN e, 'cooperates' AS way, null AS field,
      [x IN nodes(path) | [labels(x)[0], x.id, x.name]] AS steps,
      [r IN relationships(path) | type(r)] AS rels
  }
  WITH e, way, field, steps, rels ORDER BY field, [step IN steps | step[1]]
  WHERE NOT e.id IN $met AND NOT EXISTS {
    MATCH (e)-[:OBSERVED]->(o:Observation)
    WHERE o.on <= $as_of AND o.until > $as_of AND o.operating = false
  }
  WITH e, collect(DISTINCT field) AS fields,
    collect(CASE WHEN way = 'discipline' THEN {steps: steps, rels: rels} END) AS along,
    collect(CASE WHEN way = 'serves' THEN {steps: steps, rels: rels} END) AS beside,
    collect(CASE WHEN way = 'cooperates' THEN {steps: steps, rels: rels} END) AS together
  WITH e, fields, head(along + beside + together) AS first,
    size(beside) > 0 AS serves, size(together) > 0 AS cooperates, COLLECT {
      MATCH (u)-[m:MATCHED]->(e)
      WHERE m.result IN ['成功', '未成'] AND coalesce(m.held_on, m.since, '') <= $as_of
      RETURN [m.result, m.held_on, m.reason] AS outcome
      ORDER BY coalesce(outcome[1], ''), outcome[0], coalesce(m.need, '')
    } AS outcomes
  WITH *, size(outcomes) > 0 AND outcomes[size(outcomes) - 1][0] = '未成' AS refused,
    any(outcome IN outcomes WHERE outcome[0] = '成功') AS succeeded
  RETURN {id: e.id, name: e.name, fields: fields, serves: serves, cooperates: cooperates,
          outcomes: outcomes, refused: refused,
          steps: first.steps, rels: first.rels} AS fit
  ORDER BY refused, CASE WHEN size(fields) > 4 THEN 4 ELSE size(fields) END DESC, serves DESC,
    cooperates DESC, succeeded AND NOT refused DESC, e.id
} AS found
RETURN u.id AS id, u.name AS name,
  EXISTS {
    MATCH (u)-[g:STRONG_IN]->(:Discipline)
    WHERE coalesce(g.since, '') <= $as_of AND coalesce(g.until, '9') + '~' >= $as_of
  } AS placed,
  size(found) AS total, found[0..$limit] AS items
