"""Addresses of my registration, access and details."""

from django.urls import path

from customer_portal.account import login, views

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
    path("moje-dane/nazwisko/", login.name, name="my_name"),
    path("moje-dane/email/", login.change_email, name="email_change"),
    path("moje-dane/email/potwierdz/<str:token>/", login.confirm_email, name="email_change_confirm"),
    path("moje-dane/email/cofnij/<str:token>/", login.undo_email, name="email_change_undo"),
    path("moje-dane/telefon/", login.phone, name="phone"),
    path("moje-dane/telefon/kod/", login.phone_code, name="phone_code"),
    path("moje-urzadzenia/", login.my_devices, name="my_devices"),
]
