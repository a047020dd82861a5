"""Addresses of money: overview and invoices."""

from django.urls import path

from customer_portal.bills import views

urlpatterns = [
    path("przeglad/", views.overview, name="overview"),
    path("faktury/", views.invoices, name="invoices"),
    path("faktury/<uuid:public_id>/", views.invoice, name="invoice"),
    path("faktury/<uuid:public_id>/pdf/", views.invoice_pdf, name="invoice_pdf"),
    path("faktury/<uuid:public_id>/xml/", views.invoice_xml, name="invoice_xml"),
]
