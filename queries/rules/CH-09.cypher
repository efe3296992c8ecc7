/*
id = "CH-09"
version = 1
zh = "单点依赖（卡点）"
en = "One supplier only"
when = "环节内只有一家在营企业，而它直接或通过产品族供应链主；其产品不明的，无法判断"
when_en = "exactly one operating enterprise stands in the segment, and it supplies a 链主: by SUPPLIES, or a product that it makes (or its family, KIND_OF) FEEDS a product (or its family) that a 链主 makes; unknown when no product of it is known"
subject = "Segment"
severity = "medium"
force = "industry"
action = "备份供应"
action_en = "Find a second supplier"
closes_when = "该环节有两家以上在营企业"
closes_when_en = "Two or more operating enterprises stand at the segment"
needs = ["MAKES"]

[[basis]]
text = "本系统规则"
article = ""
checked = true
*/
// Products are judged by families: a product or what it is a kind of, on either side.
MATCH (s:Segment)
WITH s, [(s)<-[a:AT]-(e:Enterprise)
  WHERE (a.since IS NULL OR a.since <= $as_of) AND (a.until IS NULL OR a.until + '~' >= $as_of)
    AND size([(e)-[:OBSERVED]->(o:Observation)
      WHERE o.operating = false AND o.on <= $as_of AND o.until > $as_of | 1]) = 0 | e] AS firms
WHERE size(firms) = 1
WITH s, head(firms) AS e
WITH s, e, COLLECT {
  MATCH (e)-[w:MAKES]->(p:Product)
  WHERE (w.since IS NULL OR w.since <= $as_of) AND (w.until IS NULL OR w.until + '~' >= $as_of)
  RETURN p.id AS product ORDER BY product
} AS products, COLLECT {
  MATCH (e)-[x:SUPPLIES]->(m:Enterprise)
  WHERE m <> e
    AND (x.since IS NULL OR x.since <= $as_of) AND (x.until IS NULL OR x.until + '~' >= $as_of)
    AND ('链主' IN m.tags OR EXISTS {
      MATCH (m)-[l:AT|IN_CHAIN]->()
      WHERE l.role STARTS WITH '链主'
        AND (l.since IS NULL OR l.since <= $as_of) AND (l.until IS NULL OR l.until + '~' >= $as_of)
    })
  RETURN m.id AS customer ORDER BY customer
} AS supplied, COLLECT {
  MATCH up = (e)-[:MAKES]->(:Product)-[:KIND_OF*0..1]->(f:Product)
  WHERE all(r IN relationships(up)
        WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of))
  WITH DISTINCT f
  MATCH (f)-[d:FEEDS]->(g:Product)
  WHERE (d.since IS NULL OR d.since <= $as_of) AND (d.until IS NULL OR d.until + '~' >= $as_of)
  WITH DISTINCT g
  MATCH down = (g)<-[:KIND_OF*0..1]-(:Product)<-[:MAKES]-(n:Enterprise)
  WHERE all(r IN relationships(down)
        WHERE (r.since IS NULL OR r.since <= $as_of) AND (r.until IS NULL OR r.until + '~' >= $as_of))
    AND ('链主' IN n.tags OR EXISTS {
      MATCH (n)-[k:AT|IN_CHAIN]->()
      WHERE k.role STARTS WITH '链主'
        AND (k.since IS NULL OR k.since <= $as_of) AND (k.until IS NULL OR k.until + '~' >= $as_of)
    })
  RETURN DISTINCT n.id AS customer ORDER BY customer
} AS reached
WITH s, e, products, supplied, [one IN reached WHERE one <> e.id] AS fed
WHERE size(supplied) > 0 OR size(fed) > 0 OR size(products) = 0
WITH s, e, products, supplied, fed, COLLECT {
  MATCH (s)-[i:IN_CHAIN]->(c:Chain)
  WHERE (i.since IS NULL OR i.since <= $as_of) AND (i.until IS NULL OR i.until + '~' >= $as_of)
  RETURN c.id AS chain ORDER BY chain
} AS chains
WITH s, e, products, supplied, fed, chains, COUNT {
  MATCH (s)-[:IN_CHAIN]->(h:Chain)<-[g:IN_CHAIN]-(:Enterprise)
  WHERE h.id = chains[0]
    AND (g.since IS NULL OR g.since <= $as_of) AND (g.until IS NULL OR g.until + '~' >= $as_of)
} AS known
RETURN s.id AS id, s.name AS name, chains, s.origin + '\n' + e.origin AS origin,
  CASE WHEN size(supplied) > 0 OR size(fed) > 0 THEN true END AS holds,
  [need IN ['MAKES'] WHERE size(supplied) = 0 AND size(fed) = 0] AS missing,
  {position: s.position, enterprise: e.id, products: products, supplies: supplied, feeds: fed,
   enterprises_in_chain: known} AS facts
