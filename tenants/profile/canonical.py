"""The one plain form of a profile: what is stored, compared, and written when the source is gone."""

import hashlib
import json
from typing import Any

import yaml

from tenants.profile.loading import ProfileSource
from tenants.profile.schema import Profile


def document(profile: Profile) -> dict[str, Any]:
    """Plain JSON-able data, in the schema's order, without fields that say nothing."""
    return profile.model_dump(mode="json", exclude_none=True)


class _Dumper(yaml.SafeDumper):
    """Lists indented under their key, long texts as blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def to_yaml(profile: Profile) -> bytes:
    """The profile as YAML that loads back to the same profile."""
    text = yaml.dump(document(profile), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return text.encode()


def sha256(content: bytes) -> str:
    """SHA-256 of a side file, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def fingerprint(source: ProfileSource) -> str:
    """SHA-256 of what a profile says, files included, whatever its YAML looks like."""
    said = {
        "document": document(source.profile),
        "files": {name: sha256(file) for name, file in source.files.items()},
    }
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode())
