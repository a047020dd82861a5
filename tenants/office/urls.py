"""Addresses of the office."""

from django.urls import URLPattern, path

from tenants.office import customers, imports, keys, letters, paper, readings, registrations

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
    path("klienci/", customers.customers, name="office_customers"),
    path("klienci/<str:number>/", customers.customer, name="office_customer"),
    path("odczyty/", readings.queue, name="office_readings"),
    path("odczyty/<uuid:public_id>/", readings.reading, name="office_reading"),
    path("odczyty/<uuid:public_id>/zdjecie/", readings.photo, name="office_reading_photo"),
    path("wodomierze/<int:meter_id>/etykieta/", readings.label, name="office_meter_label"),
    path("importy/", imports.imports, name="office_imports"),
    path("importy/<uuid:run_id>/", imports.import_run, name="office_import"),
    path("klucze/", keys.keys, name="office_keys"),
    path("klucze/<slug:prefix>/uniewaznij/", keys.revoke, name="office_revoke_key"),
]
