"""Addresses of money: overview, what is left to pay, documents, the ledger, the check of account numbers."""

from django.urls import path

from customer_portal.bills import account_check, documents, ledger, views

urlpatterns = [
    path("przeglad/", views.overview, name="overview"),
    path("do-zaplaty/", views.to_pay, name="to_pay"),
    path("faktury/", documents.invoices, name="invoices"),
    path("faktury/pobierz/<slug:form>/", documents.invoices_download, name="invoices_download"),
    path("faktury/<uuid:public_id>/", documents.invoice, name="invoice"),
    path("faktury/<uuid:public_id>/pdf/", documents.invoice_pdf, name="invoice_pdf"),
    path("faktury/<uuid:public_id>/xml/", documents.invoice_xml, name="invoice_xml"),
    path("operacje/", ledger.ledger, name="ledger"),
    path("operacje/pobierz/<slug:form>/", ledger.ledger_download, name="ledger_download"),
    path("sprawdz-konto/", account_check.account_check, name="account_check"),
]
