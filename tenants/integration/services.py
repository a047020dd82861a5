"""Bring a billing package in: everything is checked first, then all of it is written, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO

from django.db import connection, transaction

from tenants.billing.tasks import order_telling
from tenants.identity import audit
from tenants.identity.models import User
from tenants.integration.loading.accounts import check_accounts
from tenants.integration.loading.checks import check_stage
from tenants.integration.loading.deriving import (
    FILES_IN_BATCH,
    WithContent,
    with_address_keys,
    with_names,
    with_public_ids,
)
from tenants.integration.loading.files import attach_files, check_files
from tenants.integration.loading.first_invoice import note_first_invoices
from tenants.integration.loading.handed_on import let_go_of_former_customers, note_handed_on
from tenants.integration.loading.merge import EntityReport, Merge
from tenants.integration.loading.sent_readings import note_meters_to_look_at, settle_sent_readings
from tenants.integration.loading.staging import Stage, long_transaction, stage
from tenants.integration.models import FINISHED, ImportRun, ImportState
from tenants.integration.package.archive import Archive, Limits, PackageRefused, opened
from tenants.integration.package.checking import Checked, CheckedFile
from tenants.integration.package.manifest import (
    Manifest,
    ManifestWrong,
    Mode,
    read_manifest,
    require_manifest,
)
from tenants.integration.package.rows import BATCH
from tenants.integration.package.spec import entities
from tenants.integration.problems import Problems
from tenants.integration.report import ImportReport
from tenants.metering.tasks import order_look

Package = Path | IO[bytes]
_LOCK = "hashtextextended(current_schema() || ' billing import', 0)"


class ImportInProgress(RuntimeError):
    """Another import of this utility is running: wait until it ends, then send the package again."""


class KeyUsedOtherwise(ValueError):
    """This idempotency key belongs to a run with other wishes (a dry run cannot become a real one)."""


def check_package(*, package: Package, seller_nip: str, limits: Limits | None = None) -> Problems:
    """Read a whole package and say what is wrong with its files, without touching the database.

    `package` is a folder, a ZIP, or an open ZIP stream; `seller_nip` is the utility's NIP; empty when
    its profile does not say it yet, and then the manifest's counts. What only several rows
    together can tell (double keys, references) is found by a dry run of import_package.
    """
    problems = Problems()
    with _judged(problems), opened(package, limits) as archive:
        require_manifest(archive)
        manifest = read_manifest(archive, seller_nip=seller_nip)
        for file in manifest.files:
            checked = CheckedFile(archive, file, manifest, problems)
            batches = _derived(checked, archive, manifest, problems)
            for _batch in batches:
                pass
    return problems


def import_package(
    *,
    package: Package,
    dry_run: bool,
    by: User | str,
    at: datetime,
    seller_nip: str,
    idempotency_key: str,
    account_prefixes: tuple[str, ...] = (),
    limits: Limits | None = None,
) -> ImportReport:
    """Check a package and, unless `dry_run`, write it into the mirror; returns the report that the run keeps too.

    Writes all or nothing, in one transaction; importing the same again changes nothing. A dry run does the same work
    and rolls it back, so its report says exactly what would change. A finished run's key gives its report again; a
    run that died is taken up again under its key. Writes an ImportRun and an audit event.
    `account_prefixes` (profile `payments.account_prefixes`): how bank accounts may begin after their check digits; others
    make the package refused, because customers would be sent to pay into a stranger's account.
    Raises ImportInProgress, KeyUsedOtherwise. A package with mistakes raises nothing: the report is `refused`.
    """
    run = register_run(dry_run=dry_run, by=by, at=at, idempotency_key=idempotency_key)
    if run.state in FINISHED:
        return ImportReport.from_json(run.report)
    return carry_out(
        run,
        package=package,
        by=by,
        at=at,
        seller_nip=seller_nip,
        account_prefixes=account_prefixes,
        limits=limits,
    )


def register_run(*, dry_run: bool, by: User | str, at: datetime, idempotency_key: str) -> ImportRun:
    """The run of this key: a new one in state `received`, or the one there is. Raises KeyUsedOtherwise."""
    run, _created = ImportRun.objects.get_or_create(
        idempotency_key=idempotency_key, defaults={"dry_run": dry_run, "by": _name(by), "started_at": at}
    )
    if run.dry_run != dry_run:
        raise KeyUsedOtherwise(idempotency_key)
    return run


def carry_out(
    run: ImportRun,
    *,
    package: Package,
    by: User | str,
    at: datetime,
    seller_nip: str,
    account_prefixes: tuple[str, ...] = (),
    limits: Limits | None = None,
) -> ImportReport:
    """Do the work of a registered run; for a task that found the package in a store. Like import_package."""
    with _only_import(), stage() as tables:
        try:
            report = _import(run, package, tables, seller_nip, account_prefixes, limits, by, at)
        except BaseException:
            if not connection.needs_rollback:
                _enter(run, ImportState.FAILED, finished_at=at)
            raise
    return report


def refuse(run: ImportRun, problems: Problems, *, at: datetime) -> ImportReport:
    """End a registered run whose package was found wrong before it could be opened; writes only the run."""
    report = ImportReport(
        run.id, ImportState.REFUSED, run.dry_run, problems=problems.shown, problems_total=problems.total
    )
    _finish(run, report, at)
    return report


def _import(
    run: ImportRun,
    package: Package,
    tables: Stage,
    seller_nip: str,
    account_prefixes: tuple[str, ...],
    limits: Limits | None,
    by: User | str,
    at: datetime,
) -> ImportReport:
    problems, warnings = Problems(), Problems()
    _enter(run, ImportState.VALIDATING)
    manifest = None
    with _judged(problems), opened(package, limits) as archive:
        require_manifest(archive)
        manifest = read_manifest(archive, seller_nip=seller_nip)
        _stage_files(run, archive, manifest, tables, problems)
    if manifest and not problems.total:
        with long_transaction():  # it only reads, but groups and joins all rows: in memory, not through files
            check_stage(tables, manifest, problems, warnings)
            check_accounts(tables, manifest, account_prefixes, problems)
            for file in manifest.files:
                if file.entity.name == "invoice_files":
                    check_files(tables, file.path, problems, warnings)
    report = ImportReport(
        run.id,
        ImportState.REFUSED,
        run.dry_run,
        problems=problems.shown,
        problems_total=problems.total,
        warnings=warnings.shown,
        warnings_total=warnings.total,
    )
    if manifest is None or problems.total:
        _finish(run, report, at)
        return report
    _enter(run, ImportState.LOADING)
    with long_transaction():
        report.entities = _merge(tables, manifest)
        report.state = ImportState.READY if run.dry_run else ImportState.DONE
        if run.dry_run:
            transaction.set_rollback(True)
        else:
            counts = {name: asdict(one) for name, one in report.entities.items()}
            added = {name: [one["added"], one["changed"]] for name, one in counts.items()}
            audit.record("integration.import", by=by, subject=str(run.id), added_and_changed=added)
            if "readings" in tables.carried:
                order_look(run=str(run.id))
            if "invoices" in tables.carried:
                order_telling(at=at, run=str(run.id))
            _finish(run, report, at)
    if run.dry_run:
        _finish(run, report, at)
    return report


def _stage_files(
    run: ImportRun, archive: Archive, manifest: Manifest, tables: Stage, problems: Problems
) -> None:
    for file in manifest.files:
        checked = CheckedFile(archive, file, manifest, problems)
        batches = _derived(checked, archive, manifest, problems)
        tables.copy(file.entity, _while_sound(batches, problems))
        tables.carry(file.entity, checked.carried)
        run.counts = dict(tables.rows)
        run.save(update_fields=["counts"])


def _derived(
    checked: CheckedFile, archive: Archive, manifest: Manifest, problems: Problems
) -> Iterable[Checked]:
    entity = checked.file.entity
    if entity.name == "customers":
        return with_names(checked.batches(BATCH))
    if entity.name == "service_points":
        return with_address_keys(checked.batches(BATCH))
    if entity.name == "invoices":
        return with_public_ids(checked.batches(BATCH))
    if entity.name == "invoice_files":
        contents = WithContent(archive, checked.file, manifest.utility_nip, problems)
        return contents(checked.batches(FILES_IN_BATCH))
    return checked.batches(BATCH)


def _while_sound(batches: Iterable[Checked], problems: Problems) -> Iterator[Checked]:
    """Hand batches on until the first problem; read the rest only to find more of them."""
    for batch in batches:
        if not problems.total:
            yield batch


def _merge(tables: Stage, manifest: Manifest) -> dict[str, EntityReport]:
    reports = {}
    for name, entity in entities().items():
        if name not in tables.carried:
            continue
        if name == "service_points":
            note_handed_on(tables, as_of=manifest.as_of)
        if name == "invoice_files":
            reports[name] = attach_files(tables)
        else:
            reports[name] = Merge(tables, entity).run(report_absent=manifest.mode is Mode.FULL)
        if name == "invoices" and (reports[name].added or reports[name].changed):
            note_first_invoices(tables)
        if name == "readings" and (reports[name].added or reports[name].changed):
            settle_sent_readings(tables)
            note_meters_to_look_at(tables)
        if name in ("service_points", "meters") and reports[name].changed:
            let_go_of_former_customers()
    return reports


@contextmanager
def _judged(problems: Problems) -> Iterator[None]:
    """A package that cannot be opened or whose manifest is wrong becomes problems like any other."""
    try:
        yield
    except PackageRefused as error:
        problems.add("", 0, "", str(error))
    except ManifestWrong as error:
        for problem in error.problems:
            problems.add(problem.file, problem.line, problem.field, problem.message)


@contextmanager
def _only_import() -> Iterator[None]:
    """One import per utility at a time. The lock is the connection's, so a process that dies lets go of it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({_LOCK})")
        if not cursor.fetchone()[0]:
            raise ImportInProgress
    try:
        yield
    finally:
        if connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock({_LOCK})")


def _enter(run: ImportRun, state: ImportState, finished_at: datetime | None = None) -> None:
    """The one place that moves a run to a state."""
    run.state, run.finished_at = state, finished_at
    run.save(update_fields=["state", "finished_at", "counts", "report"])


def _finish(run: ImportRun, report: ImportReport, at: datetime) -> None:
    run.report = report.as_json()
    run.counts = {name: asdict(one) for name, one in report.entities.items()}
    for one in run.counts.values():
        one.pop("changes"), one.pop("absent_keys"), one.pop("changed_fields")
    _enter(run, report.state, finished_at=at)


def _name(by: User | str) -> str:
    return by.email if isinstance(by, User) else by
