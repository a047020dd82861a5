"""Addresses of the API, all below /api/v1/ on the utility's own host."""

from django.urls import URLPattern, path, register_converter

from api.schema import OpenApi
from api.v1.accesses import CustomerAccesses
from api.v1.case_types import MyCaseTypes
from api.v1.cases import Cases, CaseStatus, MyCase, MyCases, OneCase
from api.v1.consents import CustomerConsents, MyConsents, MyConsentsNow
from api.v1.customers import CustomerNumber
from api.v1.documents import MyAcceptances, MyDocuments
from api.v1.imports import Imports, OneImport
from api.v1.invoice import CustomerInvoice, MyInvoice
from api.v1.invoices import CustomerInvoices, MyInvoices
from api.v1.ledger import CustomerBalance, CustomerLedger, MyBalance, MyLedger
from api.v1.login import MyCustomers, MyExports, MyLogin, MyPreferences, MyServicePoints
from api.v1.messages import MyMessages
from api.v1.meters import CustomerMeters, MyConsumption, MyMeters, MyTariffs, Tariffs
from api.v1.network import MyOutages, MyWaterSamples, Outages, WaterQuality, WaterSamples
from api.v1.people import MyAccesses, MyInvitations, MyLooks, MyMandates, MyPeople
from api.v1.readings import CustomerReadings, MyReadings
from api.v1.registrations import MyRegistrations
from api.v1.sent_readings import CustomerSentReadings, MySentReadings
from api.v1.waiting import (
    Announcements,
    MyAnnouncements,
    MyEmptyings,
    MyLeaks,
    MyTanks,
    MyToDo,
    MyWaterQuality,
)

register_converter(CustomerNumber, "customer_number")

urlpatterns: list[URLPattern] = [
    path("openapi.json", OpenApi.as_view(), name="api_schema"),
    path("imports/", Imports.as_view(), name="api_imports"),
    path("imports/<uuid:run_id>/", OneImport.as_view(), name="api_import"),
    path(
        "customers/<customer_number:number>/invoices/",
        CustomerInvoices.as_view(),
        name="api_customer_invoices",
    ),
    path(
        "customers/<customer_number:number>/readings/",
        CustomerReadings.as_view(),
        name="api_customer_readings",
    ),
    path("customers/<customer_number:number>/meters/", CustomerMeters.as_view(), name="api_customer_meters"),
    path(
        "customers/<customer_number:number>/sent-readings/",
        CustomerSentReadings.as_view(),
        name="api_customer_sent_readings",
    ),
    path("me/meters/", MyMeters.as_view(), name="api_my_meters"),
    path("me/consumption/", MyConsumption.as_view(), name="api_my_consumption"),
    path("me/tariffs/", MyTariffs.as_view(), name="api_my_tariffs"),
    path("tariffs/", Tariffs.as_view(), name="api_tariffs"),
    path("me/sent-readings/", MySentReadings.as_view(), name="api_my_sent_readings"),
    path("cases/", Cases.as_view(), name="api_cases"),
    path("cases/<uuid:case_id>/", OneCase.as_view(), name="api_case"),
    path("cases/<uuid:case_id>/status/", CaseStatus.as_view(), name="api_case_status"),
    path("me/cases/", MyCases.as_view(), name="api_my_cases"),
    path("me/cases/<uuid:case_id>/", MyCase.as_view(), name="api_my_case"),
    path(
        "customers/<customer_number:number>/invoices/<uuid:invoice_id>/",
        CustomerInvoice.as_view(),
        name="api_customer_invoice",
    ),
    path("customers/<customer_number:number>/ledger/", CustomerLedger.as_view(), name="api_customer_ledger"),
    path(
        "customers/<customer_number:number>/balance/", CustomerBalance.as_view(), name="api_customer_balance"
    ),
    path(
        "customers/<customer_number:number>/accesses/",
        CustomerAccesses.as_view(),
        name="api_customer_accesses",
    ),
    path("me/invoices/", MyInvoices.as_view(), name="api_my_invoices"),
    path("me/invoices/<uuid:invoice_id>/", MyInvoice.as_view(), name="api_my_invoice"),
    path("me/ledger/", MyLedger.as_view(), name="api_my_ledger"),
    path("me/balance/", MyBalance.as_view(), name="api_my_balance"),
    path("me/readings/", MyReadings.as_view(), name="api_my_readings"),
    path(
        "customers/<customer_number:number>/consents/",
        CustomerConsents.as_view(),
        name="api_customer_consents",
    ),
    path("outages/", Outages.as_view(), name="api_outages"),
    path("water-quality/", WaterQuality.as_view(), name="api_water_quality"),
    path("water-quality/<slug:zone>/samples/", WaterSamples.as_view(), name="api_water_samples"),
    path("me/water-quality/<slug:zone>/samples/", MyWaterSamples.as_view(), name="api_my_water_samples"),
    path("me/consents/", MyConsents.as_view(), name="api_my_consents"),
    path("me/consents/now/", MyConsentsNow.as_view(), name="api_my_consents_now"),
    path("me/acceptances/", MyAcceptances.as_view(), name="api_my_acceptances"),
    path("me/messages/", MyMessages.as_view(), name="api_my_messages"),
    path("me/outages/", MyOutages.as_view(), name="api_my_outages"),
    path("announcements/", Announcements.as_view(), name="api_announcements"),
    path("me/login/", MyLogin.as_view(), name="api_my_login"),
    path("me/preferences/", MyPreferences.as_view(), name="api_my_preferences"),
    path("me/customers/", MyCustomers.as_view(), name="api_my_customers"),
    path("me/service-points/", MyServicePoints.as_view(), name="api_my_service_points"),
    path("me/registrations/", MyRegistrations.as_view(), name="api_my_registrations"),
    path("me/accesses/", MyAccesses.as_view(), name="api_my_accesses"),
    path("me/case-types/", MyCaseTypes.as_view(), name="api_my_case_types"),
    path("me/exports/", MyExports.as_view(), name="api_my_exports"),
    path("me/people/", MyPeople.as_view(), name="api_my_people"),
    path("me/invitations/", MyInvitations.as_view(), name="api_my_invitations"),
    path("me/mandates/", MyMandates.as_view(), name="api_my_mandates"),
    path("me/looks/", MyLooks.as_view(), name="api_my_looks"),
    path("me/to-do/", MyToDo.as_view(), name="api_my_to_do"),
    path("me/announcements/", MyAnnouncements.as_view(), name="api_my_announcements"),
    path("me/documents/", MyDocuments.as_view(), name="api_my_documents"),
    path("me/water-quality/", MyWaterQuality.as_view(), name="api_my_water_quality"),
    path("me/leaks/", MyLeaks.as_view(), name="api_my_leaks"),
    path("me/septic-tanks/", MyTanks.as_view(), name="api_my_septic_tanks"),
    path("me/septic-tanks/<int:tank_id>/emptyings/", MyEmptyings.as_view(), name="api_my_emptyings"),
]
