"""Addresses of the office."""

from django.urls import URLPattern, path

from tenants.office import registrations

urlpatterns: list[URLPattern] = [
    path("", registrations.queue, name="office"),
    path("formularz/<str:reference>/", registrations.by_code, name="office_form"),
]
