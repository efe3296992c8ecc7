// 图库中有没有某类对象，或有没有填了某项的对象。 Whether there is any of a kind, or any with a property.
MATCH (n:Enterprise) WHERE $property IS NULL OR n[$property] IS NOT NULL
RETURN 1 AS one
LIMIT 1
