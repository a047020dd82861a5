"""What a package with somebody's data is made of: one provider per room, listed here and nowhere else.

A provider takes the Subject and yields entries: the name of a file in the package, and bytes as they are or anything that
can be written as JSON. A new room adds its module and one line below; the test of the tables
(`tests/tenants/privacy/test_completeness.py`) fails until it does.
"""

from tenants.privacy.parts import acting, agreements, doing, login, mirror, money, telling
from tenants.privacy.parts.subject import Entry, Provider, Subject

PROVIDERS: tuple[Provider, ...] = (
    login.entries,
    acting.entries,
    agreements.entries,
    telling.entries,
    mirror.entries,
    doing.entries,
    money.entries,
)

__all__ = ["PROVIDERS", "Entry", "Provider", "Subject"]
