"""Addresses on a utility's host."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

handler400 = "ebok.errors.bad_request"
handler403 = "ebok.errors.forbidden"
handler404 = "ebok.errors.not_found"
handler500 = "ebok.errors.broken"
