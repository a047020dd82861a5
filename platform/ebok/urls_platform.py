"""Addresses on the platform host: operators only."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

handler400 = "ebok.errors.bad_request"
handler403 = "ebok.errors.forbidden"
handler404 = "ebok.errors.not_found"
handler500 = "ebok.errors.broken"
