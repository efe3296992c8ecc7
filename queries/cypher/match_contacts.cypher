// 企业是否登记了联系人。 Whether enterprises have told whom to contact; nobody is named.
MATCH (e:Enterprise)
WHERE e.id IN $ids
RETURN e.id AS id, e.contact IS NOT NULL OR e.phone IS NOT NULL AS told, e.address AS address
ORDER BY id
