// 最近一次入库。 The last ingest and the vocabulary that the graph was made with.
MATCH (v:Vocabulary)
OPTIONAL MATCH (r:IngestRun {id: v.run})
RETURN v.version AS vocabulary, r.id AS id, r.started_at AS started_at, r.files AS files,
  r.counts AS counts
