// 图库所处的批次。 Which ingest the graph is at; last_run tells of it at length.
MATCH (v:Vocabulary)
MATCH (r:IngestRun {id: v.run})
RETURN r.id AS run, r.started_at AS started_at, r.fingerprint AS fingerprint
