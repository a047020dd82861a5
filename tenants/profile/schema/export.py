"""The JSON Schema of a profile, for editors; a test keeps the copy in `docs/profile.schema.json` current."""

import json

from tenants.profile.schema.document import Profile


def json_schema() -> str:
    """JSON Schema (draft 2020-12) as text, the same on every machine."""
    schema = Profile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Profile of a water utility (eBOK platform)"
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
