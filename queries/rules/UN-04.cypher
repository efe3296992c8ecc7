/*
id = "UN-04"
version = 1
zh = "工会届满"
en = "The term of a union is over"
when = "工会当选日期加任期早于所问之日；没有报任期的，满 {longest} 年为届满，{shortest} 至 {longest} 年之间无法判断"
when_en = "elected_on of a union plus its term lies before the day; without a term {longest} years are overdue, {shortest} to {longest} unknown"
subject = "MassOrg"
severity = "medium"
force = "law"
action = "换届"
action_en = "Hold the election"
closes_when = "工会完成换届并登记新的产生日期"
closes_when_en = "The union has held its election, and the new date is registered"
parameters = { shortest = 3, longest = 5 }
needs = ["elected_on", "term_years"]
requires = ["MassOrg"]

[[basis]]
text = "工会法"
article = "第十六条"
checked = false
*/
// The law knows terms of three and of five years: in between nobody can tell without the term.
MATCH (m:MassOrg) WHERE m.kind = '工会'
OPTIONAL MATCH (m)-[:OBSERVED]->(o:Observation) WHERE o.on <= $as_of AND o.until > $as_of
WITH m, o, toInteger(left(o.elected_on, 4)) AS year, substring(o.elected_on, 4) + '~' AS rest
WITH m, o, toString(year + coalesce(m.term_years, $longest)) + rest < $as_of AS over,
  toString(year + coalesce(m.term_years, $shortest)) + rest < $as_of AS maybe
WITH m, o, CASE WHEN over = maybe THEN over END AS holds
WHERE holds IS NULL OR holds
RETURN m.id AS id, m.name AS name, holds,
  m.origin + coalesce('\n' + o.origin, '') AS origin,
  [need IN ['elected_on'] WHERE o.elected_on IS NULL]
    + [need IN ['term_years'] WHERE m.term_years IS NULL] AS missing,
  {elected_on: o.elected_on, term_years: m.term_years, observed_on: o.on,
   observation: o.id} AS facts
