"""YAML text → plain data, with the place of every value, and with nothing else that YAML can do.

Own resolution of plain scalars (YAML 1.2's core plus dates): in YAML 1.1 `12:30` is the number 750,
`no` is false and `010` is 8, and all three stand in real profiles as hours, words and codes.
"""

import difflib
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from tenants.profile.problems import Path, Problem, ProfileError, dotted
from tenants.profile.sentences import gettext as _

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 30
MAX_VALUES = 50_000
MAX_ALIASES = 50

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "null", "bool", "int", "float", "timestamp", "str")
)
_STRING_TAG = "tag:yaml.org,2002:str"


@dataclass(frozen=True)
class Place:
    """Where something stands; both count from 1."""

    line: int
    column: int


@dataclass
class Parsed:
    """Plain data with the places of its keys and values."""

    data: Any
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)

    @classmethod
    def of_data(cls, data: Any) -> "Parsed":
        """Data that stands in no file: every path is known, every place is the first line."""
        parsed = cls(data)
        waiting: list[tuple[Path, Any]] = [((), data)]
        while waiting:
            path, value = waiting.pop()
            parsed.values[path] = Place(1, 1)
            parts = (
                value.items()
                if isinstance(value, dict)
                else enumerate(value)
                if isinstance(value, list)
                else ()
            )
            waiting.extend(((*path, step), part) for step, part in parts)
        return parsed

    def place(self, path: Path, *, of_key: bool = False) -> Place:
        """Where this path stands, or the nearest thing above it that does."""
        known = self.keys if of_key else self.values
        for length in range(len(path), -1, -1):
            if place := known.get(path[:length]) or self.values.get(path[:length]):
                return place
        return Place(1, 1)


def decode(raw: bytes, file: str) -> str:
    """Bytes → text. Only UTF-8 (with or without a byte order mark); others get a sentence of their own."""

    def refuse(message: str, line: int = 1, column: int = 1) -> ProfileError:
        return ProfileError([Problem(file, line, column, "", message)])

    if len(raw) > MAX_BYTES:
        raise refuse(_("The file is larger than 2 MB. Put long texts and pictures in files beside it."))
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw[:200]:
        raise refuse(_("The file is in UTF-16. Save it as UTF-8."))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        try:
            raw.decode("cp1250")
        except UnicodeDecodeError:
            raise refuse(_("This is not a text in UTF-8."), line, column) from error
        message = _("The file is in Windows-1250 (an old Polish encoding). Save it as UTF-8.")
        raise refuse(message, line, column) from error


def parse(text: str, file: str) -> Parsed:
    """YAML → data and places. Raises ProfileError for broken YAML, duplicates, tags and bombs."""
    try:
        _refuse_bombs(text, file)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise ProfileError([_explain(error, text, file)]) from error
    except RecursionError as error:
        raise ProfileError([Problem(file, 1, 1, "", _too_deep())]) from error
    if root is None:
        raise ProfileError([Problem(file, 1, 1, "", _("The file is empty."))])
    walk = _Walk(file)
    data = walk.convert(root, (), 0)
    if walk.problems:
        raise ProfileError(walk.problems)
    return Parsed(data, walk.values, walk.keys)


def _too_deep() -> str:
    return _("Things lie in one another more than {limit} levels deep.").format(limit=MAX_DEPTH)


def _refuse_bombs(text: str, file: str) -> None:
    """Counts before anything is built, so that a hostile file costs no memory."""
    depth = aliases = values = 0
    for event in yaml.parse(text, Loader=_Loader):
        message = None
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                message = _too_deep()
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
            if aliases > MAX_ALIASES:
                message = _("The file repeats itself with * more than {limit} times.").format(
                    limit=MAX_ALIASES
                )
        elif isinstance(event, yaml.ScalarEvent):
            values += 1
            if values > MAX_VALUES:
                message = _too_many()
        if message:
            raise ProfileError([_problem_at(event, file, (), message)])


def _place_of(part: yaml.Node | yaml.Event) -> Place:
    mark = part.start_mark
    assert mark is not None, "both parsers give every node and event its mark"
    return Place(mark.line + 1, mark.column + 1)


def _problem_at(part: yaml.Node | yaml.Event, file: str, path: Path, message: str) -> Problem:
    place = _place_of(part)
    return Problem(file, place.line, place.column, dotted(path), message)


def _too_many() -> str:
    return _("The file has more than {limit} values.").format(limit=MAX_VALUES)


class _Walk:
    """Turns YAML nodes into data. An alias is walked again each time, so its copies count as values."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.values: dict[Path, Place] = {}
        self.keys: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self.count = 0

    def complain(self, node: yaml.Node, path: Path, message: str) -> None:
        self.problems.append(_problem_at(node, self.file, path, message))

    def convert(self, node: yaml.Node, path: Path, depth: int) -> Any:
        self.count += 1
        if self.count > MAX_VALUES or depth > MAX_DEPTH:
            message = _too_deep() if depth > MAX_DEPTH else _too_many()
            raise ProfileError([_problem_at(node, self.file, path, message)])
        self.values[path] = _place_of(node)
        if node.tag not in _PLAIN_TAGS:
            self.complain(node, path, _("Tags (words with an exclamation mark) are not used in profiles."))
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.convert(item, (*path, index), depth + 1) for index, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.complain(key_node, path, _("A key must be a plain word."))
                continue
            key = key_node.value
            if key_node.tag.endswith(":merge"):
                self.complain(key_node, path, _("“<<” is not used in profiles. Write the values out."))
                continue
            if key in data:
                first = self.keys[(*path, key)]
                message = _("“{key}” stands here for the second time; the first is in line {line}.")
                self.complain(key_node, (*path, key), message.format(key=key, line=first.line))
                continue
            self.keys[(*path, key)] = _place_of(key_node)
            data[key] = self.convert(value_node, (*path, key), depth + 1)
        return data

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Any:
        # A quoted or block scalar is always text, whatever it looks like.
        if node.style:
            return node.value
        if node.tag == _STRING_TAG and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", node.value):
            return node.value
        return self._plain(node, path)

    def _plain(self, node: yaml.ScalarNode, path: Path) -> Any:
        text = node.value
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if re.fullmatch(r"[-+]?(0|[1-9]\d{0,18})", text):
            return int(text)
        if re.fullmatch(r"[-+]?\d{1,15}\.\d{1,15}", text):
            return float(text)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                self.complain(node, path, _("There is no such day as {day}.").format(day=text))
        return text


def _explain(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """One sentence about broken YAML, at the place where it breaks."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    said = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')} {getattr(error, 'reason', '')}"
    lines = text.splitlines()
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    indent = here[: len(here) - len(here.lstrip())]
    if "\t" in indent or "\\t" in said:
        message = _("There is a tabulator here. In YAML lines are indented with spaces.")
    elif "single document" in said:
        message = _("A second document starts here (---). A profile is one document.")
    elif "undefined alias" in said:
        message = _("* refers to a name that has not been given with &.")
    elif "mapping values are not allowed" in said:
        message = _("There is a colon where YAML does not expect one. Put the text in quotation marks.")
    elif "control characters" in said or "special characters" in said:
        message = _("There is an invisible control character here. Delete it.")
    elif "quoted scalar" in said:
        message = _("A quotation mark was opened and not closed.")
    elif "could not find expected ':'" in said:
        message = _("A colon is missing after the key, or the text is indented too little.")
    elif "expected <block end>" in said or "did not find expected" in said or "expected ',' or" in said:
        message = _("The indentation or a bracket does not fit what stands above.")
    else:
        message = _("This is not correct YAML.")
    return Problem(file, line, column, "", message)


def nearest(word: str, known: list[str]) -> str | None:
    """The known word most like this one, when one is like it."""
    found = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return found[0] if found else None
