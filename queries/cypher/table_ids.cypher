// 表中符合条件的编号及其排序值。 The ids that pass the conditions of a table, with what sorts them.
MATCH (n:Enterprise)
WHERE all(f IN $own WHERE coalesce(CASE f.how
    WHEN 'unknown' THEN n[f.name] IS NULL
    WHEN 'known' THEN n[f.name] IS NOT NULL
    WHEN 'is' THEN n[f.name] = f.value
    WHEN 'least' THEN n[f.name] >= f.value
    WHEN 'most' THEN n[f.name] <= f.value
    WHEN 'among' THEN any(one IN n[f.name] WHERE toLower(one) CONTAINS f.value)
    ELSE toLower(n[f.name]) CONTAINS f.value
  END, false))
  AND ($observed = [] OR any(o IN [head(COLLECT {
    MATCH (n)-[:OBSERVED]->(o:Observation)
    WHERE o.on <= $as_of AND o.until > $as_of
    RETURN properties(o)
  })] WHERE all(f IN $observed WHERE coalesce(CASE f.how
    WHEN 'unknown' THEN o IS NULL OR o[f.name] IS NULL
    WHEN 'known' THEN o[f.name] IS NOT NULL
    WHEN 'is' THEN o[f.name] = f.value
    WHEN 'least' THEN o[f.name] >= f.value
    WHEN 'most' THEN o[f.name] <= f.value
    ELSE toLower(o[f.name]) CONTAINS f.value
  END, false))))
RETURN collect([n.id, CASE
  WHEN $sort = 'name' THEN coalesce(n.pinyin, n.names)
  WHEN $watched THEN head(COLLECT {
    MATCH (n)-[:OBSERVED]->(o:Observation)
    WHERE o.on <= $as_of AND o.until > $as_of
    RETURN o[$sort]
  })
  ELSE n[$sort]
END]) AS found
