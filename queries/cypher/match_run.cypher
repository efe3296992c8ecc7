// 图库最近的批次。 Which ingest the graph is at.
MATCH (v:Vocabulary)
MATCH (r:IngestRun {id: v.run})
RETURN r.id AS run, r.started_at AS started_at, r.fingerprint AS fingerprint
