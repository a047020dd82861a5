"""Case types that any utility may switch on by key (`use: reklamacja`), one YAML file each.

A type is taken when a profile is loaded, and stored as it then was: a later release of the platform changes no
profile in force. What a profile writes beside `use` is laid over the library's words: groups are merged, items of a
list with the same `key` too, `absent: true` leaves one out, new ones come last.
"""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tenants.profile.sentences import gettext as _

_HERE = Path(__file__).parent
_STATUSES = "statuses"


def names() -> list[str]:
    """Keys of the types there are."""
    return sorted(path.stem for path in _HERE.glob("*.yaml") if path.stem != _STATUSES)


def statuses() -> list[dict[str, Any]]:
    """The statuses that serve most kinds of cases."""
    return list(deepcopy(_read(_STATUSES)))


def expanded(given: Any) -> Any:
    """A case type as the profile means it; what does not say `use` stays as it is. Raises ValueError."""
    if not isinstance(given, dict) or "use" not in given:
        return given
    name = given["use"]
    if name not in names():
        message = _("The library has no case type “{name}”. There are: {known}.")
        raise ValueError(message.format(name=name, known=", ".join(names())))
    own = {key: value for key, value in given.items() if key != "use"}
    return _laid_over(deepcopy(_read(name)), own)


def _laid_over(below: Any, above: Any) -> Any:
    if isinstance(below, dict) and isinstance(above, dict):
        # A text given as one word replaces all languages; a group is merged field by field.
        merged = {**below}
        for key, value in above.items():
            merged[key] = _laid_over(below[key], value) if key in below else value
        return merged
    if _is_keyed(below) and _is_keyed(above):
        return _items(below, above)
    return above


def _items(below: list[dict[str, Any]], above: list[dict[str, Any]]) -> list[dict[str, Any]]:
    own = {item["key"]: item for item in above}
    kept = [_laid_over(item, own.pop(item["key"], {})) for item in below]
    kept += [item for item in above if item["key"] in own]
    return [item for item in kept if not item.pop("absent", False)]


def _is_keyed(items: Any) -> bool:
    return (
        isinstance(items, list)
        and bool(items)
        and all(isinstance(one, dict) and "key" in one for one in items)
    )


@cache
def _read(name: str) -> Any:
    return yaml.safe_load((_HERE / f"{name}.yaml").read_text(encoding="utf-8"))
