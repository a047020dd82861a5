"""Addresses of people with access, of invitations and of powers of attorney."""

from django.urls import path

from customer_portal.people import answering, looks, mandates, views

urlpatterns = [
    path("osoby/", views.people, name="people"),
    path("osoby/zapros/", views.invite, name="delegate_invite"),
    path("osoby/zaproszenia/<uuid:invitation_id>/wycofaj/", views.withdraw, name="invitation_withdraw"),
    path("osoby/<int:access_id>/", views.person, name="person"),
    path("osoby/<int:access_id>/zakoncz/", views.end, name="person_end"),
    path("moj-dostep/oddaj/", views.leave, name="access_leave"),
    path("zaproszenie-do-konta/<str:token>/", answering.answer, name="delegate_answer"),
    path("pelnomocnictwa/", mandates.mandates, name="mandates"),
    path("pelnomocnictwa/nowe/", mandates.new, name="mandate_new"),
    path("pelnomocnictwa/<uuid:mandate_id>/wycofaj/", mandates.withdraw, name="mandate_withdraw"),
    path("kto-widzial-moje-dane/", looks.looks, name="looks"),
]
