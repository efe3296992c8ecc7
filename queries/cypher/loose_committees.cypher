// 没有注明所属产业链的产业链党委。 Party committees of chains of which nobody told which chain.
MATCH (p:PartyOrg)
WHERE p.kind = '产业链党委' AND NOT EXISTS { MATCH (p)-[:LEADS|IN_CHAIN]->(:Chain) }
RETURN p.id AS id, p.name AS name
ORDER BY id
