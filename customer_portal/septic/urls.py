"""Addresses of the septic ledger."""

from django.urls import path

from customer_portal.septic import views

urlpatterns = [
    path("nieczystosci/", views.septic, name="septic"),
    path("nieczystosci/<int:tank_id>/", views.tank, name="septic_tank"),
    path("nieczystosci/<int:tank_id>/zestawienie/", views.statement_pdf, name="septic_statement"),
]
