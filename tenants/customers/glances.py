"""A glance: a small question about a customer that rides along in the one statement of the first page.

The first page asks every room what needs doing; a statement per room would make it slow in proportion to what the office can
do. So each room offers its question as a piece of SQL, and the page's own statement carries them all.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glance:
    """`sql` is one scalar expression of JSON. In it `c` is the customer's row; %(user)s is the login's id.

    It is written in code, never made of anything anybody typed.
    """

    name: str
    sql: str
