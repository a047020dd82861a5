"""Addresses of getting in."""

from django.urls import path

from customer_portal.registration import behind_links, views

urlpatterns = [
    path("rejestracja/", views.register, name="register"),
    path("rejestracja/kod/", views.code, name="registration_code"),
    path("rejestracja/wyslano/", views.sent, name="registration_sent"),
    path("rejestracja/wyslij-ponownie/", views.resend, name="registration_resend"),
    path("rejestracja/wyslij-link/", views.resend_for, name="registration_resend_for"),
    path("rejestracja/popraw-adres/", views.correct, name="registration_correct"),
    path("rejestracja/potwierdz/<str:token>/", behind_links.confirm, name="registration_confirm"),
    path("rejestracja/potwierdz/<str:token>/to-nie-ja/", behind_links.disown, name="registration_disown"),
    path("rejestracja/adres/<str:token>/", behind_links.address, name="registration_address"),
    path("rejestracja/zaproszenie/<str:token>/", behind_links.invitation, name="registration_invitation"),
    path("rejestracja/formularz/<str:token>/", behind_links.printable, name="registration_form"),
]
