"""Theme `content`: the office's own words: welcome, announcements, pages, downloads, hints, links."""

from datetime import date
from typing import Literal

from pydantic import Field

from tenants.profile.schema.types import (
    Key,
    LocalisedFile,
    LocalisedText,
    Section,
    SideFile,
    WebAddress,
    by_key,
)

Place = Literal["home", "sign_in", "registration", "verification_sent", "account", "everywhere"]


class Welcome(Section):
    """The first words on the home page."""

    title: LocalisedText = Field(description="Heading.")
    lead: LocalisedText = Field(description="A paragraph or more, in Markdown.")


class Announcement(Section):
    """News with a beginning and an end."""

    key: Key = Field(description="Name used inside the profile.")
    title: LocalisedText = Field(description="Heading.")
    body: LocalisedText = Field(description="Text, in Markdown.")
    kind: Literal["info", "important", "outage"] = Field(default="info", description="How it is shown.")
    places: tuple[Place, ...] = Field(min_length=1, description="Where it is shown.")
    visible_from: date | None = Field(default=None, description="First day; none: from publication.")
    visible_until: date | None = Field(default=None, description="Last day; none: until it is taken away.")
    page: Key | None = Field(default=None, description="Page that says more.")

    def is_shown(self, today: date) -> bool:
        """Whether it is news on this day."""
        begun = self.visible_from is None or self.visible_from <= today
        return begun and (self.visible_until is None or today <= self.visible_until)


class Page(Section):
    """A page of text."""

    key: Key = Field(description="Name used inside the profile and in the address.")
    title: LocalisedText = Field(description="Heading.")
    text: LocalisedFile = Field(description="The text, in a file beside the profile (Markdown).")
    in_menu: bool = Field(default=False, description="true: in the top menu before signing in.")


class Download(Section):
    """Something to take away. Exactly one of `form`, `document`, `file` and `url` says what."""

    key: Key = Field(description="Name used inside the profile.")
    title: LocalisedText = Field(description="What it is called in the list.")
    group: LocalisedText = Field(description="Heading it stands under.")
    form: Key | None = Field(default=None, description="A printable form.")
    document: Key | None = Field(default=None, description="A legal document.")
    file: SideFile | None = Field(default=None, description="A file beside the profile.")
    url: WebAddress | None = Field(default=None, description="An address elsewhere.")


class Hint(Section):
    """Help that stands where people get stuck."""

    key: Key = Field(description="Name used inside the profile.")
    place: Place = Field(description="Where it stands.")
    title: LocalisedText = Field(description="Heading.")
    text: LocalisedText = Field(description="Help, in Markdown.")
    browsers: tuple[Literal["internet_explorer"], ...] = Field(
        default=(), description="Shown only to these browsers; empty: to everybody."
    )


class Link(Section):
    """A link to the utility's own site or to an authority."""

    key: Key = Field(description="Name used inside the profile.")
    label: LocalisedText = Field(description="What it is called.")
    url: WebAddress = Field(description="Where it leads.")


class Content(Section):
    """All words of the office that are not part of a page's own machinery."""

    welcome: Welcome = Field(description="The first words on the home page.")
    announcements: tuple[Announcement, ...] = Field(default=(), description="News.")
    pages: tuple[Page, ...] = Field(default=(), description="Pages of text.")
    downloads: tuple[Download, ...] = Field(default=(), description="Things to take away.")
    downloads_title: LocalisedText = Field(description="Heading of the list of downloads.")
    hints: tuple[Hint, ...] = Field(default=(), description="Help where people get stuck.")
    links: tuple[Link, ...] = Field(default=(), description="Links in the footer.")

    def announcements_at(self, place: Place, today: date) -> tuple[Announcement, ...]:
        """News to show at this place on this day, in the profile's order."""
        return tuple(news for news in self.announcements if place in news.places and news.is_shown(today))

    def hints_at(self, place: Place) -> tuple[Hint, ...]:
        """Help for this place; hints for everywhere come last."""
        places = dict.fromkeys((place, "everywhere"))
        return tuple(hint for wanted in places for hint in self.hints if hint.place == wanted)

    def page(self, key: str) -> Page:
        """The page with this key. Raises KeyError when the profile has none."""
        return by_key(self.pages, key)

    def download(self, key: str) -> Download:
        """The download with this key. Raises KeyError when the profile has none."""
        return by_key(self.downloads, key)
