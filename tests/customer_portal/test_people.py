"""Delegates through the doors: invited, let in for some things only, changed, ended in the very second, and never more."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from tenants.customers.models import Access, AccessRole
from tenants.delegation import sharing
from tenants.delegation.models import Invitation, InvitationState
from tenants.identity.models import AuditEvent, User
from tenants.profile import selectors as profiles
from tenants.profile.schema import Capability
from tenants.registration.selectors import standing_of
from tenants.registry.models import Tenant
from tests.acting import ALL, GUEST, access_of, in_days, invited, let_in, new_login, owner, wish
from tests.cast import PASSWORD, Browser, make_user, post_of
from tests.customer_portal.test_documents import linked, republish
from tests.customer_portal.test_switches import publish

PAGES = {
    Capability.SEE_BALANCE: ["/przeglad/", "/do-zaplaty/", "/operacje/", "/operacje/pobierz/csv/"],
    Capability.SEE_INVOICES: ["/faktury/", "/faktury/pobierz/xlsx/"],
    Capability.SEE_METERS: ["/wodomierze/"],
    Capability.SEND_READINGS: ["/odczyty/"],
    Capability.MANAGE_CONSENTS: ["/zgody/"],
    Capability.NOTIFICATIONS: ["/powiadomienia/", "/powiadomienia/historia/"],
}
RESOURCES = {
    Capability.SEE_BALANCE: ["/api/v1/me/balance/", "/api/v1/me/ledger/"],
    Capability.SEE_INVOICES: ["/api/v1/me/invoices/"],
    Capability.SEE_METERS: ["/api/v1/me/readings/"],
}


def test_the_whole_way_from_the_owners_wish_to_the_delegates_page(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    path = invited(kostrzyn, anna)
    guest = Browser(kostrzyn)
    page = guest.get(path).content.decode()
    assert "Anna 0012345" in page and "oglądać i pobierać rachunki" in page and GUEST in page
    assert "anna@poczta.example" not in page, "the owner's login is her own"
    assert "checked" not in page, "nothing is ticked beforehand"
    assert guest.post(path, new_login(accept_regulamin_ebok="")).status_code == 200, "regulations first"
    assert guest.post(path, new_login()).headers["Location"] == "/konto/login/"
    guest.post("/konto/login/", {"login": GUEST, "password": PASSWORD})
    bills = guest.get("/faktury/").content.decode()
    assert "FV/0012345/2" in bills
    letter = post_of(kostrzyn)[-1]
    assert letter.to == "anna@poczta.example" and "zaproszenie przyjęte" in letter.text
    listed = anna.get("/osoby/").content.decode()
    assert "Gustaw Gościnny" in listed and "podgląd" in listed
    with kostrzyn:
        actions = set(AuditEvent.objects.values_list("action", flat=True))
        assert {"delegation.invite", "delegation.make_login", "customers.grant_access"} <= actions


@pytest.mark.parametrize("shared", ALL)
def test_a_scope_opens_its_own_pages_and_no_others(kostrzyn: Tenant, shared: str) -> None:
    guest = let_in(kostrzyn, owner(kostrzyn), role="delegate", scope=[shared])
    for capability, pages in PAGES.items():
        for page in pages:
            answer = guest.get(page)
            if capability == shared:
                assert answer.status_code == 200, page
            else:
                assert (answer.status_code, answer.headers["Location"]) == (302, "/moje-konto/"), page
    for capability, resources in RESOURCES.items():
        for resource in resources:
            assert guest.get(resource).status_code == (200 if capability == shared else 403), resource


def test_nobody_who_was_let_in_reaches_what_is_the_owners(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    guest = let_in(kostrzyn, anna, role="delegate", scope=ALL)
    own = access_of(kostrzyn, "anna@poczta.example")
    for path in (
        "/osoby/",
        "/osoby/zapros/",
        f"/osoby/{own.pk}/",
        f"/osoby/{own.pk}/zakoncz/",
        "/kto-widzial-moje-dane/",
    ):
        assert guest.get(path).status_code == 404, path
        assert guest.post(path, wish(email="dalej@poczta.example")).status_code in (404, 405), path
    for path in ("/moje-konto/", "/moje-dane/", "/przeglad/", "/zgody/", "/faktury/"):
        assert "anna@poczta.example" not in guest.get(path).content.decode(), path
    with kostrzyn:
        assert Access.objects.count() == 2


def test_only_the_roles_of_the_profile_are_let_in(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    path = invited(kostrzyn, anna, role="delegate", scope=ALL)
    publish(kostrzyn, "kostrzyn", access__delegate_roles=["viewer"])
    assert 'value="delegate"' not in anna.get("/osoby/zapros/").content.decode()
    refused = anna.post("/osoby/zapros/", wish(email="inny@poczta.example", role="delegate"))
    assert refused.status_code == 200 and "Wybierz" in refused.content.decode()
    with kostrzyn:
        profile, today = profiles.published(), localdate()
        for role, fits in ((AccessRole.VIEWER, True), (AccessRole.DELEGATE, False)):
            with nullcontext() if fits else pytest.raises(sharing.RoleNotAllowed):
                sharing.check(
                    profile=profile, role=role, scope=["see_invoices"], shared_by=profile.registration.all_capabilities,
                    until=today, today=today,
                )  # fmt: skip
    guest = Browser(kostrzyn)
    assert guest.post(path, new_login()).status_code != 302, "an old invitation to more than is let in by now"
    with kostrzyn:
        assert Access.objects.count() == 1 and Invitation.objects.count() == 1
    publish(kostrzyn, "kostrzyn", access__delegate_roles=["delegate", "viewer"])
    assert guest.post(path, new_login()).status_code == 302


def test_an_access_ends_in_the_session_that_is_open(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    guest = let_in(kostrzyn, anna)
    assert guest.get("/faktury/").status_code == 200
    there = access_of(kostrzyn)
    assert "Zakończyć dostęp" in anna.get(f"/osoby/{there.pk}/zakoncz/").content.decode()
    assert anna.post(f"/osoby/{there.pk}/zakoncz/").status_code == 302
    assert guest.get("/faktury/").status_code == 302
    assert guest.get("/api/v1/me/invoices/").status_code == 403
    assert "Anna 0012345" not in guest.get("/moje-konto/").content.decode()
    assert anna.post(f"/osoby/{there.pk}/zakoncz/").status_code == 302, (
        "a second click says that it has ended"
    )
    with kostrzyn:
        assert AuditEvent.objects.filter(action="customers.revoke_access").count() == 1
    assert any(letter.to == GUEST and "zakończył" in letter.text for letter in post_of(kostrzyn))


def test_an_access_runs_out_to_the_second(kostrzyn: Tenant) -> None:
    guest = let_in(kostrzyn, owner(kostrzyn), until=in_days(0))
    access = access_of(kostrzyn)
    end = access.valid_to
    assert end is not None and timezone.localtime(end).strftime("%H:%M:%S") == "00:00:00"
    with kostrzyn:
        profile = profiles.published()
        for at, opened in ((end - timedelta(seconds=1), True), (end, False)):
            standing = standing_of(access.user, profile=profile, at=at)
            assert (standing.access == access, standing.may(Capability.SEE_INVOICES)) == (opened, opened)
        Access.objects.filter(pk=access.pk).update(
            valid_from=end - timedelta(days=3), valid_to=timezone.now()
        )
    assert guest.get("/faktury/").status_code == 302


def test_whoever_ran_out_can_be_let_in_again(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    guest = let_in(kostrzyn, anna)
    with kostrzyn:
        now = timezone.now()
        Access.objects.filter(user__email=GUEST).update(
            valid_from=now - timedelta(days=2), valid_to=now - timedelta(days=1)
        )
    assert guest.get("/faktury/").status_code == 302
    path = invited(kostrzyn, anna)
    assert guest.post(path, {"accept": "1"}).status_code == 302
    assert guest.get("/faktury/").status_code == 200


def test_what_somebody_may_is_changed_from_this_second(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    guest = let_in(kostrzyn, anna)
    there = access_of(kostrzyn)
    form = {"role": "delegate", "scope": ["see_meters", "send_readings"], "until": in_days(3)}
    assert anna.post(f"/osoby/{there.pk}/", form).status_code == 302
    assert (guest.get("/faktury/").status_code, guest.get("/wodomierze/").status_code) == (302, 200)
    assert access_of(kostrzyn).role == AccessRole.DELEGATE


def test_a_viewer_looks_and_sends_nothing(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    refused = anna.post("/osoby/zapros/", wish(scope=["see_meters", "send_readings"]))
    assert "Podgląd pozwala tylko oglądać" in refused.content.decode()
    assert "checked" in refused.content.decode(), "what was chosen stays chosen"
    with kostrzyn:
        assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"email": "bez-malpy"}, "To nie jest pełny adres"),
        ({"role": ""}, "Wybierz rolę"),
        ({"role": "owner"}, "Wybierz jedną"),
        ({"scope": []}, "Wybierz przynajmniej jedną rzecz"),
        ({"scope": ["sign_in"]}, "Wybierz z tej listy"),
        ({"until": ""}, "ostatni dzień"),
        ({"until": "31.02.2027"}, "Nie ma takiego dnia"),
        ({"until": in_days(-1)}, "Wybierz dzień od dzisiaj"),
        ({"until": in_days(24 * 31 + 5)}, "Wybierz dzień od dzisiaj"),
        ({"email": "anna@poczta.example"}, "ma już dostęp"),
    ],
)
def test_a_wrong_wish_is_told_at_its_field(kostrzyn: Tenant, changed: dict[str, object], said: str) -> None:
    anna = owner(kostrzyn)
    page = anna.post("/osoby/zapros/", wish(**changed)).content.decode()
    assert said in page
    with kostrzyn:
        assert not Invitation.objects.exists()


def test_a_link_works_once_and_for_its_own_mailbox(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    path = invited(kostrzyn, anna)
    with kostrzyn:
        stranger = make_user("obcy@poczta.example")
    other = Browser(kostrzyn).enter(stranger)
    assert "innego adresu" in other.get(path).content.decode()
    other.post(path, {"accept": "1"})
    with kostrzyn:
        assert Access.objects.filter(user=stranger).count() == 0
    assert Browser(kostrzyn).post(path, new_login()).status_code == 302
    used = Browser(kostrzyn).get(path)
    assert (used.status_code, "jest już odpowiedź" in used.content.decode()) == (410, True)
    assert Browser(kostrzyn).post(path, new_login()).status_code == 410


def test_a_link_that_is_old_taken_back_or_of_another_utility_is_dead(
    kostrzyn: Tenant, rzeszow: Tenant
) -> None:
    anna = owner(kostrzyn)
    first = invited(kostrzyn, anna)
    assert Browser(rzeszow).get(first).status_code == 404
    second = invited(kostrzyn, anna)
    assert Browser(kostrzyn).get(first).status_code == 410, "a newer one takes the older back"
    with kostrzyn:
        Invitation.objects.filter(state=InvitationState.SENT).update(expires_at=timezone.now())
    assert Browser(kostrzyn).get(second).status_code == 410
    third = invited(kostrzyn, anna)
    with kostrzyn:
        waiting = Invitation.objects.get(state=InvitationState.SENT)
    assert anna.post(f"/osoby/zaproszenia/{waiting.public_id}/wycofaj/").status_code == 302
    assert anna.post(f"/osoby/zaproszenia/{waiting.public_id}/wycofaj/").status_code == 302
    assert Browser(kostrzyn).get(third).status_code == 410


def test_an_invitation_dies_with_the_access_of_whoever_sent_it(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    path = invited(kostrzyn, anna)
    with kostrzyn:
        Access.objects.update(revoked_at=timezone.now())
    assert Browser(kostrzyn).post(path, new_login()).status_code == 410
    with kostrzyn:
        assert not User.objects.filter(email=GUEST).exists()


def test_declining_gives_nobody_access(kostrzyn: Tenant) -> None:
    path = invited(kostrzyn, owner(kostrzyn))
    assert Browser(kostrzyn).post(path, {"decline": "1"}).status_code == 302
    with kostrzyn:
        assert Invitation.objects.get().state == InvitationState.DECLINED
        assert Access.objects.count() == 1


def test_a_delegate_leaves(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    guest = let_in(kostrzyn, anna)
    assert "Oddać dostęp" in guest.get("/moj-dostep/oddaj/").content.decode()
    form = {"access": str(access_of(kostrzyn).pk)}
    assert guest.post("/moj-dostep/oddaj/", form).status_code == 302
    assert guest.post("/moj-dostep/oddaj/", form).status_code == 302, "a second click"
    assert guest.get("/faktury/").status_code == 302
    assert any(one.to == "anna@poczta.example" and "oddany" in one.text for one in post_of(kostrzyn))
    assert anna.get("/moj-dostep/oddaj/").status_code == 404


def test_a_strangers_person_does_not_exist(kostrzyn: Tenant) -> None:
    let_in(kostrzyn, owner(kostrzyn))
    there = access_of(kostrzyn)
    other = linked(kostrzyn, "0054321", "obca@poczta.example")
    for path in (f"/osoby/{there.pk}/", f"/osoby/{there.pk}/zakoncz/"):
        assert (other.get(path).status_code, other.post(path).status_code) == (404, 404)
    with kostrzyn:
        invitation = Invitation.objects.get()
    assert other.post(f"/osoby/zaproszenia/{invitation.public_id}/wycofaj/").status_code == 404
    assert access_of(kostrzyn).revoked_at is None


def test_where_delegates_are_off_there_is_no_such_page_and_old_links_are_dead(
    kostrzyn: Tenant, rzeszow: Tenant
) -> None:
    anna_there = linked(rzeszow)
    assert anna_there.get("/osoby/zapros/").status_code == 404
    assert "każdy ma własne" in anna_there.get("/osoby/").content.decode()
    anna = owner(kostrzyn)
    path = invited(kostrzyn, anna)
    republish(kostrzyn, "kostrzyn", ("  delegates: true\n", "  delegates: false\n"))
    assert Browser(kostrzyn).post(path, new_login()).status_code == 410
    assert anna.get("/osoby/zapros/").status_code == 404


def test_one_email_one_customer_holds_for_whoever_is_invited(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    path = invited(kostrzyn, anna)
    other = linked(kostrzyn, "0054321", GUEST)
    republish(kostrzyn, "kostrzyn", ("one_email_one_customer: false", "one_email_one_customer: true"))
    page = other.post(path, {"accept": "1"}).content.decode()
    assert "należy już do innego odbiorcy" in page
    with kostrzyn:
        assert Access.objects.filter(user__email=GUEST).count() == 1


def test_with_several_allowed_a_login_of_another_customer_accepts_and_keeps_both(kostrzyn: Tenant) -> None:
    anna = owner(kostrzyn)
    path = invited(kostrzyn, anna)
    other = linked(kostrzyn, "0054321", GUEST)
    assert other.post(path, {"accept": "1"}).status_code == 302
    assert "FV/0012345/2" in other.get("/faktury/").content.decode(), (
        "the session stands on what was just accepted"
    )
    own = access_of(kostrzyn, GUEST)
    with kostrzyn:
        mine = Access.objects.get(user__email=GUEST, role=AccessRole.OWNER)
    other.post("/konto-odbiorcy/", {"access": str(mine.pk)})
    assert "FV/0054321/2" in other.get("/faktury/").content.decode()
    assert other.get("/wodomierze/").status_code == 200, "the scope of one access does not narrow the other"
    assert own.pk != mine.pk
