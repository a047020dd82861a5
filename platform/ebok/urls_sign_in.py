"""Signing in, passwords and second factors: allauth's views, only those we offer (no open sign-up, no e-mail lists)."""

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path

from ebok.sign_in import SignInView

urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", SignInView.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # An unconfirmed address: allauth's login leads here; the page offers to mail the link again.
    path(
        "confirm-email/",
        login_not_required(account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    path("2fa/", include("allauth.mfa.urls")),
]
