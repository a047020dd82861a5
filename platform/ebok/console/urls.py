"""Addresses of the console."""

from django.urls import URLPattern, path

from ebok.console import views

urlpatterns: list[URLPattern] = [
    path("", views.tenants, name="console"),
    path("nowy/", views.new, name="console_new"),
    path("poczta/", views.caught_mail, name="caught_mail"),
    path("zaklad/<slug:slug>/", views.tenant, name="console_tenant"),
    path("zaklad/<slug:slug>/ponow/", views.retry, name="console_retry"),
    path("zaklad/<slug:slug>/zawies/", views.suspend, name="console_suspend"),
    path("zaklad/<slug:slug>/wznow/", views.resume, name="console_resume"),
    path("zaklad/<slug:slug>/wglad/", views.look, name="console_look"),
]
