"""How the utility's own Polish texts speak to people: as „Państwo” or in the second person, never both in one office."""

import re
from collections.abc import Iterator

from tenants.profile.checks.walking import Finding, walk
from tenants.profile.schema import LocalisedText, Profile
from tenants.profile.sentences import gettext as _

# Verbs end so in the second person; these words only look like it.
_ONLY_LOOK_LIKE = "klawisz|afisz|kalisz|łukasz|tomasz|towarzysz|lemiesz|pałasz"
_COMMANDS = (
    "podaj|wpisz|napisz|zadzwoń|wybierz|dołącz|sprawdź|potwierdź|przeczytaj|odpowiedz|poproś|zgłoś|wyślij|zapewnij|pamiętaj"
    "|zobacz|kliknij|zapłać|załóż|otwórz|przyjmij|odbierz|pobierz|wydrukuj|podpisz|dostarcz|zaloguj|przyślij|zrób|użyj|pomiń"
)
_SECOND_PERSON = re.compile(
    r"\b(?:ty|ciebie|cię|(?-i:Ci)|tobie|tobą|twój|twoj(?:a|e|ego|ej|emu|ą)|twoi(?:m|ch|mi)?"
    rf"|(?!(?:{_ONLY_LOOK_LIKE})\b)\w{{2,}}(?:asz|esz|isz|ysz)|\w+(?:łeś|łaś)|{_COMMANDS})\b",
    re.IGNORECASE,
)
_POLITE = re.compile(r"\b(?:Państw(?:o|a|u|em)|Pan(?:a|u|em|i|ią)?)\b")


def forms(profile: Profile) -> Iterator[Finding]:
    """No Polish text of the profile addresses people otherwise than office.polite_form says; neutral ones always fit."""
    polite = profile.office.polite_form
    other = _SECOND_PERSON if polite else _POLITE
    message = (
        _("“{piece}” is the second person, and office.polite_form is true: write to „Państwo”, or neutrally.")
        if polite
        else _(
            "“{piece}” is the polite form, and office.polite_form is false: write in the second person, or neutrally."
        )
    )
    for path, part in walk(profile):
        if isinstance(part, LocalisedText) and (found := other.search(part.pl)):
            yield (*path, "pl"), message.format(piece=found[0])
