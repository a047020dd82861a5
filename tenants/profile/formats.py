"""How figures are written for people: amounts, volumes, dates, accounts. The one place that knows.

Pages reach these by the template filters of the same names (`{% load formats %}`), e-mails, SMS and documents
call them. Each follows the language of the page being made; Polish and Ukrainian write a decimal comma,
English a point. Spaces inside a figure are no-break spaces, so that no line ends between a number and its
unit.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
WARSAW = ZoneInfo("Europe/Warsaw")


def zl(grosze: int) -> str:
    """Grosze as złoty: 123456 → '1 234,56 zł'; a debt's minus is a real minus sign."""
    whole, rest = divmod(abs(int(grosze)), 100)
    sign = MINUS if grosze < 0 else ""
    return f"{sign}{_grouped(whole)}{_decimal_mark()}{rest:02d}{NBSP}zł"


def signed(grosze: int) -> str:
    """A difference as złoty with its sign, also a plus: '+10,10 zł'."""
    return f"+{zl(grosze)}" if grosze > 0 else zl(grosze)


def bare(grosze: int) -> str:
    """An amount as a bank's form takes it: 123456 → '1234,56'."""
    whole, rest = divmod(abs(int(grosze)), 100)
    return f"{'-' if grosze < 0 else ''}{whole},{rest:02d}"


def percent(value: Decimal) -> str:
    """A rate: Decimal('9.25') → '9,25%', in English '9.25%'."""
    return f"{value:.2f}%".replace(".", _decimal_mark())


def price(grosze: int | Decimal, unit: str = "m³") -> str:
    """A tariff price, which may have parts of a grosz: Decimal('512.3400') grosze → '5,1234 zł/m³'."""
    zloty = Decimal(grosze) / 100
    text = f"{zloty:.4f}".rstrip("0")
    whole, _dot, part = text.partition(".")
    return f"{_grouped(int(whole))}{_decimal_mark()}{part.ljust(2, '0')}{NBSP}zł/{unit}"


def m3(volume: Decimal | int) -> str:
    """Cubic metres: whole ones without decimals ('12 m³'), others with the three a meter has ('12,345
    m³').
    """
    exact = Decimal(volume).quantize(Decimal("0.001"), rounding=ROUND_HALF_UP)
    sign = MINUS if exact < 0 else ""
    whole, part = f"{abs(exact):f}".split(".")
    tail = "" if part == "000" else f"{_decimal_mark()}{part}"
    return f"{sign}{_grouped(int(whole))}{tail}{NBSP}m³"


def plain_number(value: Decimal | int) -> str:
    """A number as people write it, without zeros at its end: '0,05', '12'."""
    text = f"{Decimal(value):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", _decimal_mark())


def date_text(value: date | datetime) -> str:
    """A date in a sentence: '20 listopada 2026'."""
    text = date_format(_local_date(value), "j E Y")
    return text.replace(" ", NBSP, 1)


def month_text(value: date) -> str:
    """A month as a heading: 'listopad 2026'."""
    return date_format(value, "F Y")


def date_table(value: date | datetime) -> str:
    """A date in a table: '20.11.2026' in every language, because it lines up and cannot be misread."""
    return f"{_local_date(value):%d.%m.%Y}"


def time_text(at: datetime) -> str:
    """A moment on a Warsaw clock: '20.11.2026, 14:05'."""
    return f"{at.astimezone(WARSAW):%d.%m.%Y,}{NBSP}{at.astimezone(WARSAW):%H:%M}"


def as_of(at: date | datetime) -> str:
    """How fresh a figure from the billing system is: 'stan na 20.11.2026, 06:00'."""
    return _("as of %(when)s") % {"when": time_text(at) if isinstance(at, datetime) else date_table(at)}


def nrb(account: str) -> str:
    """A Polish bank account in its usual groups: '92 1240 1234 …'. Anything that is not 26 digits stays as it
    is.
    """
    digits = "".join(account.split()).removeprefix("PL")
    if len(digits) != 26 or not digits.isdigit():
        return account
    return NBSP.join([digits[:2], *(digits[at : at + 4] for at in range(2, 26, 4))])


def _grouped(whole: int) -> str:
    return f"{whole:,}" if _is_english() else f"{whole:,}".replace(",", NBSP)


def _decimal_mark() -> str:
    return "." if _is_english() else ","


def _is_english() -> bool:
    return (get_language() or "pl").startswith("en")


def _local_date(value: date | datetime) -> date:
    return value.astimezone(WARSAW).date() if isinstance(value, datetime) else value
