// 图库中有没有某类关系，或有没有填了某项的关系。 Whether there is any relationship of a type, or any with a property.
MATCH ()-[n:IN_CHAIN]->() WHERE $property IS NULL OR n[$property] IS NOT NULL
RETURN 1 AS one
LIMIT 1
