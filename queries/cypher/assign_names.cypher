// 产业链、环节和学科的名称。 Names of chains, segments and disciplines.
MATCH (c:Chain) RETURN 'Chain' AS label, c.id AS id, coalesce(c.name, c.id) AS name
UNION ALL
MATCH (d:Discipline) RETURN 'Discipline' AS label, d.id AS id, coalesce(d.name, d.id) AS name
