"""Ways to the pages that no address alone opens: behind links in mails, codes, and steps taken before.

Each way takes the office and leads to a browser and the pages it may now open. It changes the world it finds; whoever
walks it rolls back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.timezone import localdate

from ebok.console import impersonating
from tenants.cases import services as cases
from tenants.cases.models import Case, Draft
from tenants.identity.models import User, UserKind
from tenants.profile import loading, presets
from tenants.profile import selectors as profiles
from tenants.profile.services import apply_profile
from tenants.registration import services as registrations
from tenants.registration.models import Registration, RegistrationState
from tenants.registry import context
from tenants.registry.models import Tenant
from tests import acting
from tests.architecture.acting import let_in
from tests.case_forms import begin, file_case, fill_in, picture
from tests.cast import PASSWORD, Browser, make_clerk, make_customer, make_user, post_of
from tests.customer_portal.test_account import apply
from tests.customer_portal.test_handover import ABOUT, states, taker_of
from tests.water import anytime, make_meter, make_point

Pages = Iterator[tuple[Browser, str]]
GUEST = "gosc@poczta.example"


def entered(tenant: Tenant, email: str) -> Browser:
    """Signed in by the form, a moment ago: pages that ask for the password once more open at once."""
    browser = Browser(tenant)
    browser.post("/konto/login/", {"login": email, "password": PASSWORD})
    return browser


def desk_of(tenant: Tenant) -> Browser:
    with tenant:
        known = User.objects.filter(email="administrator@bok.example").first()
        return Browser(tenant).enter(known or make_clerk())


def anna_of(tenant: Tenant) -> Browser:
    with tenant:
        return Browser(tenant).enter(User.objects.get(email="anna@poczta.example"))


def registering(tenant: Tenant) -> Pages:
    guest = Browser(tenant)
    answers = {
        "email": GUEST, "full_name": "Gość Gościnny", "customer_number": "0012345", "password": PASSWORD,
        "accept_regulamin_ibok": "on",
    }  # fmt: skip
    assert guest.post("/rejestracja/", answers).status_code == 302
    for path in ("/rejestracja/wyslano/", "/rejestracja/kod/", "/rejestracja/popraw-adres/"):
        yield guest, path
    yield guest, post_of(tenant)[-1].link("/rejestracja/potwierdz/")


def registering_mailbox_first(tenant: Tenant) -> Pages:
    guest = Browser(tenant)
    assert guest.post("/rejestracja/", {"email": GUEST}).status_code == 302
    yield guest, "/rejestracja/wyslano/"
    mailed = post_of(tenant)[-1].link("/adres/")
    yield guest, mailed
    guest.post(mailed)
    yield guest, "/rejestracja/"


def refused(tenant: Tenant) -> Pages:
    with tenant:
        key = profiles.published().registration.refusal_reasons[0].key
        Registration.objects.filter(user__email="nowa@poczta.example").update(
            state=RegistrationState.REFUSED, refusal_reason=key
        )
    yield entered(tenant, "nowa@poczta.example"), "/moje-konto/"


def case_of_a_guest(tenant: Tenant) -> Pages:
    guest = Browser(tenant)
    address = guest.post("/sprawy/nowa/awaria/", {"email": GUEST}).headers["Location"]
    yield guest, address
    mailed = post_of(tenant)[-1].link("/sprawy/dalej/")
    yield Browser(tenant), mailed
    guest.post(mailed)
    draft = address.removesuffix("kod/")
    yield guest, guest.get(draft).headers["Location"]
    yield guest, f"{draft}kontakt/"


def case_of_a_customer(tenant: Tenant) -> Pages:
    anna = anna_of(tenant)
    yield anna, fill_in(anna, begin(anna, "pytanie"))
    address = begin(anna, "pytanie")
    with tenant:
        draft = Draft.objects.get(uuid=address.rstrip("/").rsplit("/", 1)[-1])
        fields = profiles.published().services.case_type("pytanie").fields
        question = next(one for one in fields if one.kind == "file")
        cases.add_file(
            draft=draft, question=question, content=picture().read(), name="zdjecie.jpg", at=timezone.now()
        )
    yield anna, anna.get(address).headers["Location"]


def closed_case(tenant: Tenant) -> Pages:
    anna, desk = anna_of(tenant), desk_of(tenant)
    case = file_case(anna, "pytanie")
    desk.post(f"/biuro/sprawy/{case.uuid}/decyzja/", {"decision": "accepted", "reasons": "Zgadzamy się."})
    yield anna, f"/sprawy/{case.uuid}/"


def handover(tenant: Tenant) -> Pages:
    anna = anna_of(tenant)
    case: Case = file_case(anna, "przepisanie")
    mine = f"/sprawy/{case.uuid}/przekazanie/"
    found = re.search(r"/przekazanie/[\w-]{40,}/", anna.get(mine).content.decode())
    assert found is not None
    yield anna, mine
    yield Browser(tenant), found[0]
    asked = Browser(tenant)
    asked.post(found[0], {"email": GUEST})
    yield asked, found[0]
    taker = taker_of(tenant, found[0])
    yield taker, found[0]
    for party, more in ((anna, {}), (taker, ABOUT)):
        names = re.findall(
            r'name="(state_\d+)"', party.get(mine if party is anna else found[0]).content.decode()
        )
        given = states("345,5", "12", **more) | dict.fromkeys(names, "345,5")
        party.post(mine if party is anna else found[0], given)
    yield anna, mine
    yield taker, found[0]


def reading_of_a_guest(tenant: Tenant) -> Pages:
    with tenant:
        anytime()
        meter = make_meter(make_point(make_customer("0066666", "Piotr Piąty")), until=localdate(), start=7317)
    guest = Browser(tenant)
    assert guest.post("/odczyt/", {"number": "0066666", "serial": meter.serial}).status_code == 302
    yield guest, "/odczyt/wodomierz/"


def watching(tenant: Tenant) -> Pages:
    guest = Browser(tenant)
    guest.post("/awarie/powiadom/", {"street": "Lipowa", "number": "5", "city": "Rzeszów", "email": GUEST})
    confirm = post_of(tenant)[-1].link("/awarie/powiadom/")
    yield guest, confirm
    guest.post(confirm)
    desk = desk_of(tenant)
    new = desk.post("/biuro/awarie/nowa/", {
        "kind": "failure", "effect": "water", "title": "Brak wody na Lipowej", "starts_at": "2026-11-20T08:00",
        "places": "Rzeszów; ul. Lipowa; 1–9",
    })  # fmt: skip
    path = new.headers["Location"]
    yield desk, f"{path}zmien/"
    yield desk, path
    desk.post(f"{path}krok/", {"what": "publish"})
    yield desk, path
    yield guest, post_of(tenant)[-1].link("/awarie/koniec/")


def own_login(tenant: Tenant) -> Pages:
    email = "anna@poczta.example"
    entered(tenant, email).get("/")
    anna = entered(tenant, email)
    yield anna, "/moje-urzadzenia/"
    anna.post("/konto/reauthenticate/", {"password": PASSWORD})
    yield anna, "/konto/2fa/totp/activate/"
    anna.post("/konto/password/reset/", {"email": email})
    Browser(tenant).post("/konto/password/reset/", {"email": email})
    reset = Browser(tenant)
    yield reset, reset.get(post_of(tenant)[-1].link("/konto/password/reset/")).headers["Location"]
    anna.post("/moje-dane/email/", {"email": "inna@poczta.example", "password": PASSWORD})
    confirm = post_of(tenant)[-1].link("/moje-dane/email/potwierdz/")
    yield anna, confirm
    anna.post(confirm)
    yield Browser(tenant), post_of(tenant)[-1].link("/moje-dane/email/cofnij/")


def closing(tenant: Tenant) -> Pages:
    anna = entered(tenant, "anna@poczta.example")
    anna.post("/moje-konto/zamknij/", {"password": PASSWORD})
    letter = next(one for one in reversed(post_of(tenant)) if "zamknięte" in one.subject)
    yield Browser(tenant), letter.link("/moje-konto/przywroc/")


def staffs_second_step(tenant: Tenant) -> Pages:
    with tenant:
        clerk = User.objects.filter(kind=UserKind.STAFF).first() or make_clerk()
    yield entered(tenant, clerk.email), "/konto/2fa/authenticate/"
    desk = Browser(tenant).enter(clerk)
    desk.post("/konto/reauthenticate/", {"password": PASSWORD})
    yield desk, "/konto/2fa/totp/deactivate/"
    yield desk, "/konto/2fa/recovery-codes/generate/"


def operators_look(tenant: Tenant) -> Pages:
    with context.platform():
        operator = make_user("patrzy@platform.example", UserKind.OPERATOR)
        tokens = [
            impersonating.begin(
                operator=operator,
                tenant=tenant,
                reason="Zgłoszenie 1234 od zakładu",
                minutes=30,
                at=timezone.now(),
            )
            for _ in range(2)
        ]
    yield Browser(tenant), f"/operator/{tokens[0]}/"
    looking = Browser(tenant)
    looking.post(f"/operator/{tokens[1]}/")
    yield looking, "/biuro/"


def letting_in(tenant: Tenant) -> Pages:
    anna = anna_of(tenant)
    yield anna, "/osoby/zapros/"
    path = acting.invited(tenant, anna)
    yield anna, "/osoby/"
    yield Browser(tenant), path
    with tenant:
        make_user(acting.GUEST)
    yield Browser(tenant), path
    yield entered(tenant, acting.GUEST), path
    yield anna, "/pelnomocnictwa/nowe/"
    wish = {
        "customer_number": "0054321", "customer_name": "Maria Mama", "role": "delegate", "scope": ["see_invoices"],
        "file": picture(),
    }  # fmt: skip
    anna.post("/pelnomocnictwa/nowe/", wish)
    yield anna, "/pelnomocnictwa/"


def more_customers(tenant: Tenant) -> Pages:
    with tenant:
        let_in("anna@poczta.example", make_customer("0099999", "Zofia Sąsiadka"), "see_meters")
    anna = entered(tenant, "anna@poczta.example")
    yield anna, "/moje-konto/"
    yield anna, "/moi-odbiorcy/"


def proving(tenant: Tenant) -> Pages:
    with tenant:
        apply(User.objects.get(email="nowa@poczta.example"), "0012345")
    yield entered(tenant, "nowa@poczta.example"), "/moje-konto/faktura/"


def e_invoices(tenant: Tenant) -> Pages:
    anna = anna_of(tenant)
    yield anna, "/zgody/faktura_elektroniczna/"
    yield Browser(tenant), "/e-faktura/"
    anna.post("/zgody/faktura_elektroniczna/", {"email": "ksiegowa@firma.example", "agree": "on"})
    yield anna, post_of(tenant)[-1].link("/zgody/link/")


def on_paper(tenant: Tenant) -> Pages:
    desk = desk_of(tenant)
    yield desk, "/biuro/rejestracje/papierowa/"
    with tenant:
        profile = profiles.published()
        (mode,) = profile.registration.modes_of_kind("paper_form_entered_by_staff")
        entered_ = registrations.enter_paper_form(
            profile=profile, mode=mode, email="jan@poczta.example",
            applicant=registrations.Applicant(full_name="Jan Kos"), customer=make_customer("0088888", "Jan Kos"),
            consents=list(profile.forms.form(mode.printable_form).consents), scan=None, paper_kept="Segregator 7",
            by=User.objects.filter(kind=UserKind.STAFF).first() or make_clerk(), at=timezone.now(),
        )  # fmt: skip
    yield desk, f"/biuro/rejestracje/{entered_.reference}/"
    yield Browser(tenant), post_of(tenant)[-1].link("/zaproszenie/")


def new_terms(tenant: Tenant) -> Pages:
    source = loading.load(presets.folder("kostrzyn"))
    was = (
        "        - { number: 1, effective_from: 2022-01-03, material: true, text: texts/regulamin-ebok.md }\n"
    )
    text = source.text.decode()
    assert was in text
    text = text.replace(was, was + was.replace("number: 1", "number: 2").replace("2022", "2026"))
    anna = anna_of(tenant)
    with tenant:
        User.objects.update(created_at=timezone.now() - timedelta(days=900))
        apply_profile(source=loading.check(text.encode(), dict(source.files)), by="test", at=timezone.now())
    yield anna, "/akceptacja/"


def keys(tenant: Tenant) -> Pages:
    desk = desk_of(tenant)
    desk.post("/biuro/klucze/", {"label": "Maszyna", "scopes": ["customer:read"]})
    yield desk, "/biuro/klucze/"


Way = Callable[[Tenant], Pages]
RZESZOW: tuple[Way, ...] = (
    reading_of_a_guest, registering, refused, case_of_a_guest, case_of_a_customer, closed_case, handover, watching,
    own_login, staffs_second_step, operators_look, keys,
)  # fmt: skip
KOSTRZYN: tuple[Way, ...] = (
    registering_mailbox_first, proving, letting_in, more_customers, e_invoices, on_paper, closing, new_terms,
)  # fmt: skip
