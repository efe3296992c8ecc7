"""Routes: each reads the request, asks one question, and returns its answer."""
