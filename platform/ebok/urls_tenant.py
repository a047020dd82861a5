"""Addresses on a utility's host."""

from django.urls import URLPattern, URLResolver, include, path

from ebok import impersonation

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("customer_portal.public.urls")),
    path("", include("customer_portal.registration.urls")),
    path("", include("customer_portal.account.urls")),
    path("", include("customer_portal.bills.urls")),
    path("", include("customer_portal.water.urls")),
    path("", include("customer_portal.cases.urls")),
    path("", include("customer_portal.septic.urls")),
    path("", include("customer_portal.documents.urls")),
    path("", include("customer_portal.notices.urls")),
    path("konto/", include("ebok.urls_sign_in")),
    path("operator/wyjscie/", impersonation.leave, name="operator_leave"),
    path("operator/<str:token>/", impersonation.enter, name="operator_enter"),
    path("biuro/", include("tenants.office.urls")),
    path("api/v1/", include("api.urls")),
]

handler400 = "ebok.errors.bad_request"
handler403 = "ebok.errors.forbidden"
handler404 = "ebok.errors.not_found"
handler500 = "ebok.errors.broken"
