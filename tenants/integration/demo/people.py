"""Invented people and firms with the look of Polish ones."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tenants.customers.identifiers import InvalidIdentifier, parse_nip
from tenants.customers.names import words_of
from tenants.integration.demo.towns import Town

_WOMEN = (
    "Anna", "Maria", "Katarzyna", "Małgorzata", "Agnieszka", "Barbara", "Ewa", "Krystyna", "Magdalena", "Elżbieta",
    "Joanna", "Aleksandra", "Zofia", "Monika", "Teresa", "Danuta", "Natalia", "Łucja", "Świętosława", "Żaneta",
)  # fmt: skip
_MEN = (
    "Piotr", "Krzysztof", "Andrzej", "Tomasz", "Jan", "Paweł", "Michał", "Marcin", "Stanisław", "Jakub", "Adam",
    "Marek", "Łukasz", "Grzegorz", "Mateusz", "Wojciech", "Mariusz", "Dariusz", "Zbigniew", "Jerzy", "Józef",
)  # fmt: skip
# In the form for men and for women where the two differ.
_SURNAMES = (
    "Nowak", "Kowalski|Kowalska", "Wiśniewski|Wiśniewska", "Wójcik", "Kowalczyk", "Kamiński|Kamińska", "Zając",
    "Lewandowski|Lewandowska", "Zieliński|Zielińska", "Szymański|Szymańska", "Woźniak", "Dąbrowski|Dąbrowska",
    "Kozłowski|Kozłowska", "Jankowski|Jankowska", "Mazur", "Krawczyk", "Piotrowski|Piotrowska", "Grabowski|Grabowska",
    "Pawłowski|Pawłowska", "Michalski|Michalska", "Król", "Wieczorek", "Jabłoński|Jabłońska", "Wróbel", "Stępień",
    "Górski|Górska", "Rutkowski|Rutkowska", "Ostrowski|Ostrowska", "Duda", "Tomaszewski|Tomaszewska", "Żak",
    "Gołębiowski|Gołębiowska", "Ćwik", "Świątek", "Łuczak", "Śliwa", "Pająk", "Kołodziej", "Bąk", "Gęś", "Źrebiec",
)  # fmt: skip
_TRADES = (
    "Piekarnia", "Pralnia", "Zakład Mięsny", "Myjnia Samochodowa", "Restauracja", "Hotel", "Kwiaciarnia",
    "Przychodnia", "Drukarnia", "Warsztat", "Salon Fryzjerski", "Browar",
)  # fmt: skip
_FANCY = (
    "Sokół",
    "Źródełko",
    "Pod Lipą",
    "Złoty Kłos",
    "Jutrzenka",
    "Wisła",
    "Zacisze",
    "Perła",
    "Żuraw",
    "Łabędź",
)
_MANAGERS = ("Wspólnota Mieszkaniowa", "Spółdzielnia Mieszkaniowa", "Zarządca Nieruchomości")
_PUBLIC = ("Szkoła Podstawowa nr", "Przedszkole Publiczne nr", "Żłobek Miejski nr", "Dom Kultury nr")


@dataclass(frozen=True, slots=True)
class Party:
    """Who pays: `street` without, `address` with the house number."""

    kind: str
    name: str
    nip: str
    address: str
    email: str
    phone: str


def make_party(random: Random, kind: str, town: Town) -> Party:
    """Somebody of that kind living in that town."""
    address = make_address(random, town, flat=kind == "person" and random.random() < 0.5)
    if kind == "person":
        name = _person(random)
        nip = ""
    elif kind == "company":
        name = f"{random.choice(_TRADES)} „{random.choice(_FANCY)}” {_person(random)}"
        name, nip = (
            (name, make_nip(random)) if random.random() < 0.5 else (f"{name} Sp. z o.o.", make_nip(random))
        )
    elif kind == "manager":
        street = address.rpartition(" ")[0].removeprefix("ul. ")
        name, nip = f"{random.choice(_MANAGERS)} {street} {random.randint(1, 90)}", make_nip(random)
    else:
        name, nip = f"{random.choice(_PUBLIC)} {random.randint(1, 30)}", make_nip(random)
    mailbox = ".".join(words_of(name)[:2])
    email = f"{mailbox}{random.randint(1, 999)}@poczta.example" if random.random() < 0.7 else ""
    phone = f"+48{random.choice((50, 60, 66, 69, 72, 78, 88))}{random.randint(0, 9_999_999):07d}"
    return Party(kind, name, nip, address, email, phone if random.random() < 0.6 else "")


def make_address(random: Random, town: Town, *, flat: bool) -> str:
    """`ul. Polna 7` or `ul. Polna 7/3` on a street of the town."""
    number = f"{random.randint(1, 140)}{random.choice(('', '', '', 'a', 'B'))}"
    return f"{random.choice(town.streets)} {number}{f'/{random.randint(1, 60)}' if flat else ''}"


def make_nip(random: Random) -> str:
    """A tax number that passes every check."""
    while True:
        body = f"{random.randint(100, 998)}{random.randint(0, 999_999):06d}"
        for last in "0123456789":
            try:
                return parse_nip(body + last)
            except InvalidIdentifier:
                continue


def _person(random: Random) -> str:
    woman = random.random() < 0.52
    first = random.choice(_WOMEN if woman else _MEN)
    forms = random.choice(_SURNAMES).split("|")
    surname = forms[-1] if woman else forms[0]
    if woman and random.random() < 0.08:
        surname += f"-{random.choice(_SURNAMES).split('|')[-1]}"
    return f"{first} {surname}"
