"""Versions: apply, draft, publish, roll back, export, in a real schema of a real tenant."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tenants.profile import canonical, loading, presets, selectors, services
from tenants.profile.loading import MAIN_FILE
from tenants.profile.models import ProfileSection, ProfileVersion, VersionState
from tenants.profile.problems import ProfileError
from tenants.profile.schema import THEMES
from tenants.registry.models import Tenant
from tests.tenants.profile.support import THIRD, changed

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FOLDERS = [presets.folder("rzeszow"), presets.folder("kostrzyn"), THIRD]


@pytest.fixture(autouse=True)
def empty(rzeszow: Tenant) -> None:
    """The cast may come with its presets applied; these tests begin before the first version."""
    with rzeszow:
        ProfileVersion.objects.all().delete()


def states() -> list[tuple[int, str]]:
    return list(ProfileVersion.objects.order_by("number").values_list("number", "state"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_was_applied_comes_back_byte_for_byte(rzeszow: Tenant, folder: Path) -> None:
    source = loading.load(folder)
    with rzeszow:
        services.apply_profile(source=source, by="Anna", at=NOON)
        assert services.export_profile() == {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        assert selectors.published() == source.profile


def test_applying_writes_a_published_version_with_its_author_and_changes(rzeszow: Tenant) -> None:
    with rzeszow:
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        later = NOON + timedelta(days=1)
        second = services.apply_profile(
            source=changed("rzeszow", "    amount: 14", "    amount: 10"), by="Jan", at=later, note="Szybciej"
        )
        assert second is not None
        stored = selectors.version(2)
        assert (stored.number, stored.state, stored.author, stored.note) == (
            2,
            "published",
            "Jan",
            "Szybciej",
        )
        assert (stored.created_at, stored.published_at, stored.based_on) == (later, later, 1)
        assert [change["path"] for change in stored.changes] == ["registration.activation_promise.amount"]
        assert states() == [(1, "superseded"), (2, "published")]
        assert selectors.version(1).changes == []
        promise = selectors.published().registration.activation_promise
        assert promise is not None and promise.amount == 10
        assert selectors.published_number() == 2
        assert [version.number for version in selectors.history()] == [2, 1]


def test_applying_the_same_again_writes_nothing(rzeszow: Tenant) -> None:
    with rzeszow:
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        assert services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON) is None
        assert states() == [(1, "published")]
        assert ProfileSection.objects.count() == len(THEMES)


def test_a_new_comment_is_a_version_without_changes(rzeszow: Tenant) -> None:
    with rzeszow:
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        commented = changed("rzeszow", "  radius: soft", "  radius: soft  # miękkie")
        services.apply_profile(source=commented, by="Anna", at=NOON)
        assert selectors.version(2).changes == []
        assert services.export_profile()[MAIN_FILE] == commented.text


def test_an_old_version_can_be_exported(rzeszow: Tenant) -> None:
    with rzeszow:
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        services.apply_profile(source=presets.source("kostrzyn"), by="Anna", at=NOON)
        assert services.export_profile(version=1)[MAIN_FILE] == presets.source("rzeszow").text
        with pytest.raises(selectors.NoSuchVersion):
            services.export_profile(version=3)


def test_sections_changed_elsewhere_are_exported_as_canonical_yaml(rzeszow: Tenant) -> None:
    with rzeszow:
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        section = ProfileSection.objects.get(theme="branding")
        section.value["primary"] = "#000000"
        section.save()
        files = services.export_profile()
        again = loading.check(files.pop(MAIN_FILE), files)
        assert again.profile.branding.primary == "#000000"
        assert again.text != presets.source("rzeszow").text
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        assert selectors.published().branding.primary == "#14507F"


def test_a_draft_changes_nothing_until_it_is_published(rzeszow: Tenant) -> None:
    with rzeszow:
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        services.save_draft(source=changed("rzeszow", "    amount: 14", "    amount: 9"), by="Jan", at=NOON)
        draft = services.save_draft(
            source=changed("rzeszow", "    amount: 14", "    amount: 7"), by="Jan", at=NOON, note="Szkic"
        )
        assert states() == [(1, "published"), (2, "draft")]
        assert selectors.draft() == draft
        assert [change["after"] for change in draft.changes] == [7]
        assert selectors.published_number() == 1
        published = services.publish(by="Ewa", at=NOON)
        assert (published.number, published.author, published.note) == (2, "Ewa", "Szkic")
        assert states() == [(1, "superseded"), (2, "published")]
        promise = selectors.published().registration.activation_promise
        assert promise is not None and promise.amount == 7


def test_a_draft_begun_before_another_publication_is_stale(rzeszow: Tenant) -> None:
    with rzeszow:
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        services.save_draft(source=changed("rzeszow", "    amount: 14", "    amount: 9"), by="Jan", at=NOON)
        services.apply_profile(
            source=changed("rzeszow", "  radius: soft", "  radius: round"), by="Anna", at=NOON
        )
        with pytest.raises(services.DraftIsStale):
            services.publish(by="Jan", at=NOON)
        assert selectors.published().branding.radius == "round"


def test_publishing_needs_a_draft_that_says_something_new(rzeszow: Tenant) -> None:
    with rzeszow:
        with pytest.raises(services.NothingToPublish):
            services.publish(by="Jan", at=NOON)
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        services.save_draft(source=presets.source("rzeszow"), by="Jan", at=NOON)
        with pytest.raises(services.NothingToPublish):
            services.publish(by="Jan", at=NOON)


def test_rolling_back_is_a_new_version_with_the_old_content(rzeszow: Tenant) -> None:
    with rzeszow:
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        services.apply_profile(
            source=changed("rzeszow", "    amount: 14", "    amount: 10"), by="Jan", at=NOON
        )
        services.rollback(to=1, by="Ewa", at=NOON)
        assert states() == [(1, "superseded"), (2, "superseded"), (3, "published")]
        assert services.export_profile()[MAIN_FILE] == presets.source("rzeszow").text
        assert [(change["before"], change["after"]) for change in selectors.version(3).changes] == [(10, 14)]
        with pytest.raises(services.NothingToPublish):
            services.rollback(to=1, by="Ewa", at=NOON)
        with pytest.raises(selectors.NoSuchVersion):
            services.rollback(to=9, by="Ewa", at=NOON)


def test_a_version_of_a_schema_no_longer_read_cannot_come_back_but_can_be_replaced(rzeszow: Tenant) -> None:
    with rzeszow:
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        ProfileSection.objects.filter(theme="branding").update(value={"colour": "red"})
        services.apply_profile(source=presets.source("kostrzyn"), by="Anna", at=NOON)
        assert states() == [(1, "superseded"), (2, "published")]
        with pytest.raises(services.VersionTooOld):
            services.rollback(to=1, by="Ewa", at=NOON)


def test_editing_by_hand_gives_a_source(rzeszow: Tenant) -> None:
    before = presets.source("rzeszow")
    document = canonical.document(before.profile)
    document["branding"]["radius"] = "round"
    with rzeszow:
        services.apply_profile(source=before, by="Anna", at=NOON)
        services.save_draft(source=services.edited(document=document, files=before.files), by="Jan", at=NOON)
        services.publish(by="Jan", at=NOON)
        assert selectors.published().branding.radius == "round"
        assert [change["path"] for change in selectors.version(2).changes] == ["branding.radius"]


def test_a_mistake_made_by_hand_names_its_field() -> None:
    before = presets.source("rzeszow")
    document = canonical.document(before.profile)
    document["registration"]["modes"][0]["printable_form"] = "Formularz A"
    document["branding"]["primary"] = "red"
    document["legal"]["consents"][0]["documnet"] = "x"
    with pytest.raises(ProfileError) as caught:
        services.edited(document=document, files=before.files)
    assert [problem.path for problem in caught.value.problems] == [
        "branding.primary",
        "legal.consents[0].documnet",
        "registration.modes[0].printable_form",
    ]


def test_without_a_profile(rzeszow: Tenant) -> None:
    with rzeszow:
        assert selectors.published_number() is None
        with pytest.raises(selectors.NoPublishedProfile):
            selectors.published()
        with pytest.raises(selectors.NoPublishedProfile):
            services.export_profile()


def test_files_of_the_published_profile(rzeszow: Tenant) -> None:
    with rzeszow:
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        assert selectors.file("logo.svg") == (presets.folder("rzeszow") / "logo.svg").read_bytes()
        assert "Takie konto już istnieje" in selectors.text("texts/regulamin-ibok.md")
        with pytest.raises(selectors.NoSuchFile):
            selectors.file("texts/nothing.md")


def test_the_published_profile_costs_one_statement(rzeszow: Tenant) -> None:
    with rzeszow:
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        selectors.published()
        with CaptureQueriesContext(connection) as statements:
            selectors.published()
        assert len(statements) == 1


def test_a_profile_of_one_tenant_is_not_seen_in_another(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    with kostrzyn:
        ProfileVersion.objects.all().delete()
        services.apply_profile(source=presets.source("kostrzyn"), by="Anna", at=NOON)
    with rzeszow:
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        assert selectors.published().office.office_name.pl == "iBOK"
        assert selectors.file("logo.svg") == presets.source("rzeszow").files["logo.svg"]
    with kostrzyn:
        assert selectors.published().office.office_name.pl == "eBOK"
        assert selectors.file("logo.svg") == presets.source("kostrzyn").files["logo.svg"]


def test_a_publication_that_was_rolled_back_is_forgotten(rzeszow: Tenant) -> None:
    with rzeszow:
        with pytest.raises(RuntimeError), transaction.atomic():
            services.apply_profile(source=presets.source("kostrzyn"), by="Anna", at=NOON)
            assert selectors.published().office.office_name.pl == "eBOK"
            raise RuntimeError
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        assert selectors.published_number() == 1
        assert selectors.published().office.office_name.pl == "iBOK"


def test_the_database_keeps_one_published_version(rzeszow: Tenant) -> None:
    with rzeszow:
        services.apply_profile(source=presets.source("rzeszow"), by="Anna", at=NOON)
        services.apply_profile(source=presets.source("kostrzyn"), by="Anna", at=NOON)
        with pytest.raises(IntegrityError), transaction.atomic():
            ProfileVersion.objects.filter(number=1).update(state=VersionState.PUBLISHED)
        with pytest.raises(IntegrityError), transaction.atomic():
            ProfileVersion.objects.filter(number=1).update(published_at=None)
