"""Version 1 of the API, one module per resource. Within a version fields are added, never renamed or removed."""
