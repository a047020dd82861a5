"""Addresses of the office."""

from django.urls import URLPattern, path

from tenants.office import (
    cases,
    consents,
    customers,
    imports,
    keys,
    letters,
    outages,
    paper,
    registrations,
    samples,
)

urlpatterns: list[URLPattern] = [
    path("", registrations.queue, name="office"),
    path("rejestracje/papierowa/", paper.enter_paper, name="office_paper"),
    path("rejestracje/listy/", letters.letters, name="office_letters"),
    path("rejestracje/listy/<slug:reference>/drukuj/", letters.print_letter, name="office_print_letter"),
    path("rejestracje/<slug:reference>/", registrations.registration, name="office_registration"),
    path("rejestracje/<slug:reference>/zaproszenie/", paper.invite_again, name="office_invite_again"),
    path("rejestracje/<slug:reference>/odmowa/", registrations.refuse, name="office_refuse"),
    path("rejestracje/<slug:reference>/skan/<slug:proof>/", registrations.evidence, name="office_evidence"),
    path("formularz/<slug:reference>/", registrations.by_code, name="office_form"),
    path("sprawy/", cases.cases, name="office_cases"),
    path("sprawy/<uuid:case_id>/", cases.case, name="office_case"),
    path("sprawy/<uuid:case_id>/plik/<uuid:file_id>/", cases.file, name="office_case_file"),
    path("sprawy/<uuid:case_id>/dokument/<uuid:document_id>/", cases.document, name="office_case_document"),
    path("sprawy/<uuid:case_id>/<slug:what>/", cases.act, name="office_case_act"),
    path("zgody/", consents.queue, name="office_consents"),
    path("zgody/papierowa/", consents.enter_paper, name="office_paper_consent"),
    path("zgody/<uuid:request_id>/", consents.request_, name="office_consent_request"),
    path("awarie/", outages.outages, name="office_outages"),
    path("awarie/nowa/", outages.edit, name="office_outage_new"),
    path("awarie/<uuid:outage_id>/", outages.outage, name="office_outage"),
    path("awarie/<uuid:outage_id>/zmien/", outages.edit, name="office_outage_edit"),
    path("awarie/<uuid:outage_id>/krok/", outages.act, name="office_outage_act"),
    path("jakosc-wody/", samples.samples, name="office_samples"),
    path("klienci/", customers.customers, name="office_customers"),
    path("klienci/<str:number>/", customers.customer, name="office_customer"),
    path("importy/", imports.imports, name="office_imports"),
    path("importy/<uuid:run_id>/", imports.import_run, name="office_import"),
    path("klucze/", keys.keys, name="office_keys"),
    path("klucze/<slug:prefix>/uniewaznij/", keys.revoke, name="office_revoke_key"),
]
