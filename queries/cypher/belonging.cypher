// 某类对象各归于另一类的哪一个，如企业归于产业链。 What each thing of a kind belongs to of another kind, as enterprises do to chains.
MATCH (n:Enterprise)-[r:IN_CHAIN]-(m:Chain)
WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of)
RETURN m.id AS whole, collect(DISTINCT n.id) AS parts
