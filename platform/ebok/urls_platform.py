"""Addresses on the platform's own host: operators only."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("konto/", include("ebok.urls_sign_in")),
    path("", include("ebok.console.urls")),
]

handler400 = "ebok.errors.bad_request"
handler403 = "ebok.errors.forbidden"
handler404 = "ebok.errors.not_found"
handler500 = "ebok.errors.broken"
