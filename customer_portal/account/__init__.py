"""My registration and access, my details."""
