"""Addresses of documents and consents."""

from django.urls import path

from customer_portal.documents import acceptance, consents, declaration, e_invoice, wordings

urlpatterns = [
    path("akceptacja/", acceptance.terms, name="terms"),
    path("dokumenty/<slug:key>/zmiany/<int:before>/<int:after>/", wordings.changes, name="document_changes"),
    path("dokumenty/<slug:key>/wersja/<int:version>/pdf/", wordings.as_pdf, name="document_pdf"),
    path("moje-druki/<slug:key>.pdf", wordings.my_form, name="my_form"),
    path("zgody/", consents.consents, name="consents"),
    path("zgody/potwierdzenie/<int:event_id>/", consents.receipt, name="consent_receipt"),
    path("zgody/link/<str:token>/", e_invoice.confirm, name="consent_confirm"),
    path("zgody/<slug:key>/", consents.consent, name="consent"),
    path("e-faktura/", e_invoice.without_account, name="e_invoice"),
    path("deklaracja-dostepnosci/", declaration.declaration, name="accessibility"),
]
