"""Two profiles → what differs, each difference with its path and a plain Polish sentence."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tenants.profile import canonical
from tenants.profile.loading import ProfileSource
from tenants.profile.sentences import field_name
from tenants.profile.sentences import gettext as _

# By these an item of a list is recognised when the list is reordered or something is put in between.
_IDENTITIES = ("key", "topic", "number")
# What an item is called in a sentence, best first.
_NAMES = ("title", "name", "label", "key", "topic", "number")
_LONGEST = 120


@dataclass(frozen=True)
class Change:
    """One difference. `before` is None for something new, `after` for something gone."""

    path: str
    before: Any
    after: Any
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """The form in which a version keeps its changes."""
        return asdict(self)


def compare(before: ProfileSource | None, after: ProfileSource) -> list[Change]:
    """Every change from one profile to the other, in the order of the schema; files come last.

    Against None (no profile yet) there is nothing to compare, so the list is empty.
    """
    if before is None:
        return []
    old, new = canonical.document(before.profile), canonical.document(after.profile)
    return [*_changes(old, new, "", ()), *_file_changes(before.files, after.files)]


def _changes(old: Any, new: Any, path: str, names: tuple[str, ...]) -> Iterator[Change]:
    if old == new:
        return
    old, new = _same_shape(old, new)
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            yield from _changes(
                old.get(key), new.get(key), f"{path}.{key}" if path else key, (*names, field_name(key))
            )
    elif identity := _identity(old, new):
        yield from _item_changes(old or [], new or [], identity, path, names)
    else:
        yield _change(path, names, old, new)


def _same_shape(old: Any, new: Any) -> tuple[Any, Any]:
    """A text that gained a second language is written as a group; compare it as one."""
    if isinstance(old, str) and isinstance(new, dict) and "pl" in new:
        return {"pl": old}, new
    if isinstance(new, str) and isinstance(old, dict) and "pl" in old:
        return old, {"pl": new}
    return old, new


def _identity(old: Any, new: Any) -> str | None:
    items = (
        [*(old or ()), *(new or ())] if isinstance(old or [], list) and isinstance(new or [], list) else []
    )
    if not items or not all(isinstance(item, dict) for item in items):
        return None
    return next((name for name in _IDENTITIES if all(name in item for item in items)), None)


def _item_changes(
    old: list[dict[str, Any]], new: list[dict[str, Any]], identity: str, path: str, names: tuple[str, ...]
) -> Iterator[Change]:
    before, after = {item[identity]: item for item in old}, {item[identity]: item for item in new}
    for key in [*before, *(key for key in after if key not in before)]:
        item = before.get(key) or after[key]
        here = (*names, f"„{_item_name(item)}”")
        inside = f"{path}[{key}]"
        if key in before and key in after:
            yield from _changes(before[key], after[key], inside, here)
        else:
            yield _change(inside, names, before.get(key), after.get(key))
    stayed = [key for key in before if key in after]
    if stayed != [key for key in after if key in before]:
        order = ", ".join(_item_name(item) for item in new)
        sentence = _("{where}: the order changes to {order}.").format(where=_where(names), order=order)
        yield Change(path, list(before), list(after), sentence)


def _change(path: str, names: tuple[str, ...], old: Any, new: Any) -> Change:
    where = _where(names)
    if old is None:
        sentence = _("{where}: {after} is added.").format(where=where, after=_shown(new))
    elif new is None:
        sentence = _("{where}: {before} goes away.").format(where=where, before=_shown(old))
    else:
        sentence = _("{where}: was {before}, will be {after}.").format(
            where=where, before=_shown(old), after=_shown(new)
        )
    return Change(path, old, new, sentence)


def _where(names: tuple[str, ...]) -> str:
    joined = " › ".join(names)
    return joined[:1].upper() + joined[1:]


def _item_name(item: Mapping[str, Any]) -> str:
    name = next((item[field] for field in _NAMES if field in item), "")
    return str(name["pl"] if isinstance(name, dict) else name)


def _shown(value: Any) -> str:
    if value is True or value is False:
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value) or _("nothing")
    if isinstance(value, dict):
        return (
            f"„{_item_name(value)}”"
            if _item_name(value)
            else ", ".join(_shown(part) for part in value.values())
        )
    text = " ".join(str(value).split())
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1].rstrip() + "…"
    return f"„{text}”" if isinstance(value, str) else text


def _file_changes(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[Change]:
    for name in sorted({*old, *new}):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if before is None:
            sentence = _("The file “{name}” is added.").format(name=name)
        elif after is None:
            sentence = _("The file “{name}” goes away.").format(name=name)
        elif name.endswith(".md"):
            lines, other = Counter(before.splitlines()), Counter(after.splitlines())
            sentence = _(
                "The text in the file “{name}” changes (new lines: {added}, removed: {removed})."
            ).format(name=name, added=(other - lines).total(), removed=(lines - other).total())
        else:
            sentence = _("The file “{name}” changes.").format(name=name)
        yield Change(
            f"files[{name}]", before and canonical.sha256(before), after and canonical.sha256(after), sentence
        )
