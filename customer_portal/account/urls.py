"""Addresses of my registration, access and details."""

from django.urls import path

from customer_portal.account import views

urlpatterns = [
    path("moje-konto/", views.account, name="account"),
    path("moje-konto/formularz/", views.form, name="account_form"),
    path("moje-konto/faktura/", views.prove_by_invoice, name="account_invoice"),
    path("moje-konto/list/", views.ask_for_letter, name="account_letter"),
    path("moje-konto/kod-z-listu/", views.prove_by_letter, name="account_letter_code"),
    path("moje-konto/ponow/", views.reapply, name="account_reapply"),
    path("moje-konto/rezygnacja/", views.withdraw, name="account_withdraw"),
    path("moje-konto/kolejna-umowa/", views.add_customer, name="account_add_customer"),
    path("konto-odbiorcy/", views.choose_access, name="choose_access"),
    path("moje-dane/", views.my_details, name="my_details"),
]
