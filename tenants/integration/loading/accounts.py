"""Bank accounts that are right by their check digits and still not the utility's: kept out before anybody pays into them."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from tenants.integration.loading.staging import Stage
from tenants.integration.package.manifest import Manifest
from tenants.integration.problems import SHOWN, Problems

_WITH_ACCOUNTS = ("customers", "service_points")


def check_accounts(stage: Stage, manifest: Manifest, prefixes: tuple[str, ...], problems: Problems) -> None:
    """Note every account that begins with none of `prefixes` after its two check digits. Without prefixes none is wrong."""
    if not prefixes:
        return
    allowed = ", ".join(prefixes)
    for file in manifest.files:
        if file.entity.name not in _WITH_ACCOUNTS:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT line, account, count(*) OVER () FROM {stage.table(file.entity)}"
                " WHERE account <> '' AND NOT substr(account, 3) ^@ ANY (%s) ORDER BY line LIMIT %s",
                [list(prefixes), SHOWN],
            )
            rows = cursor.fetchall()
        for line, account, _total in rows:
            problems.add(
                file.path,
                line,
                "account",
                _(
                    "The account %(account)s is not of your bank: after the check digits it should begin with one of"
                    " %(allowed)s. If your bank is new, add it to the profile (payments.account_prefixes)."
                )
                % {"account": account, "allowed": allowed},
            )
        if rows:
            problems.total += rows[0][2] - len(rows)
