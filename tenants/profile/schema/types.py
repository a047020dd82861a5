"""The small typed values a profile is made of: a colour, a NIP, a host, a text in several languages."""

import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, Protocol, TypeVar

from django.utils.translation import get_language
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    model_serializer,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from tenants.profile.sentences import gettext as _

Language = Literal["pl", "en", "uk"]
LANGUAGES: tuple[Language, ...] = ("pl", "en", "uk")

_NIP_WEIGHTS = (6, 5, 7, 2, 3, 4, 5, 6, 7)
# The Ministry of Finance's own pattern: it refuses 0000000000, which passes the checksum.
_NIP_PATTERN = re.compile(r"[1-9]((\d[1-9])|([1-9]\d))\d{7}")
_HOST_PATTERN = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+"
)


class Section(BaseModel):
    """Base of every part of the profile: unknown fields are refused, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_K = TypeVar("_K", bound=_Keyed)


def by_key(items: Iterable[_K], key: str) -> _K:
    """The item with this key. Raises KeyError when there is none."""
    for item in items:
        if item.key == key:
            return item
    raise KeyError(key)


def _nip(value: str) -> str:
    digits = re.sub(r"[\s-]", "", value).removeprefix("PL")
    if not _NIP_PATTERN.fullmatch(digits):
        raise ValueError(_("A NIP has ten digits, for example 8567346215."))
    control = sum(w * int(d) for w, d in zip(_NIP_WEIGHTS, digits, strict=False)) % 11
    if control != int(digits[-1]):
        raise ValueError(_("This NIP is wrong: its last digit does not agree with the others."))
    return digits


def _account(value: str) -> str:
    digits = re.sub(r"[\s-]", "", value).removeprefix("PL")
    if not re.fullmatch(r"\d{26}", digits, re.ASCII):
        raise ValueError(_("A bank account number has 26 digits."))
    if int(f"{digits[2:]}2521{digits[:2]}") % 97 != 1:
        raise ValueError(_("This bank account number is wrong: its check digits do not agree with the rest."))
    return digits


def _phone(value: str) -> str:
    digits = re.sub(r"[\s()-]", "", value)
    national = re.sub(r"^(\+48|0048)", "", digits)
    if not re.fullmatch(r"\d{9}|\d{3,5}", national):
        raise ValueError(_("A telephone number has nine digits, or three to five when it is a short one."))
    return value


def _host(value: str) -> str:
    if not _HOST_PATTERN.fullmatch(value):
        raise ValueError(
            _(
                "A host is a bare name in small letters, for example ebok.example.pl,"
                " without https:// and without a slash."
            )
        )
    return value


def _web_address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s\"'<>\\]+", value):
        raise ValueError(_("A web address starts with https:// and has no spaces."))
    return value


def _email(value: str) -> str:
    if not re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+", value):
        raise ValueError(_("An e-mail address looks like bok@example.pl."))
    return value


def _side_file(value: str) -> str:
    parts = value.split("/")
    if value.startswith("/") or "\\" in value or any(part in ("", ".", "..") for part in parts):
        raise ValueError(_("Name a file that lies beside the profile, for example texts/terms.md."))
    return value


HexColour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Nip = Annotated[str, AfterValidator(_nip)]
BankAccount = Annotated[str, AfterValidator(_account)]
AccountPrefix = Annotated[str, Field(pattern=r"^[0-9]{8,24}$")]
Postcode = Annotated[str, Field(pattern=r"^\d{2}-\d{3}$")]
Phone = Annotated[str, AfterValidator(_phone)]
Host = Annotated[str, AfterValidator(_host)]
WebAddress = Annotated[str, AfterValidator(_web_address), Field(max_length=500)]
Email = Annotated[str, AfterValidator(_email), Field(max_length=254)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\r\n]*$")]
SideFile = Annotated[str, AfterValidator(_side_file), Field(max_length=200)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class _Localised(Section):
    """What a text and a file in several languages share: a plain string in the YAML means only Polish."""

    @model_validator(mode="before")
    @classmethod
    def _plain_string_is_polish(cls, value: Any) -> Any:
        return {"pl": value} if isinstance(value, str) else value

    @model_serializer
    def _short_when_only_polish(self) -> str | dict[str, str]:
        spoken = self.by_language()
        return spoken["pl"] if len(spoken) == 1 else spoken

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(core_schema)]}

    def by_language(self) -> dict[str, str]:
        """Language code → value, only the languages that are there; Polish always is."""
        return {name: value for name in LANGUAGES if (value := getattr(self, name)) is not None}

    def in_language(self, language: str) -> str:
        """The value in this language, or in Polish when the profile has no such one."""
        spoken = self.by_language()
        return spoken.get(language[:2], spoken["pl"])

    def tongue(self, language: str) -> Language:
        """The language `in_language` answers in: the one asked for, or Polish."""
        return next((code for code in LANGUAGES if code == language[:2] and getattr(self, code)), "pl")


class LocalisedText(_Localised):
    """A text in the utility's languages. A plain string in the file means: only Polish."""

    pl: Text = Field(description="The text in Polish, always needed.")
    en: Text | None = Field(default=None, description="The text in English.")
    uk: Text | None = Field(default=None, description="The text in Ukrainian.")

    def __str__(self) -> str:
        """The text in the language of the page being made, as Django's lazy translations do."""
        return self.in_language(get_language() or "pl")


class LocalisedFile(_Localised):
    """A long text in files beside the profile, one per language. A plain string means: only Polish."""

    pl: SideFile = Field(description="The file with the Polish text (Markdown), the one that binds.")
    en: SideFile | None = Field(default=None, description="The file with the English text.")
    uk: SideFile | None = Field(default=None, description="The file with the Ukrainian text.")


class Address(Section):
    """A postal address as it stands on an envelope."""

    lines: tuple[Line, ...] = Field(min_length=1, max_length=5, description="Name and street, one line each.")
    postcode: Postcode = Field(description="Postal code, for example 35-055.")
    city: Line = Field(description="Post town.")
