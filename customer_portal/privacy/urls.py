"""Addresses of packages with my data, and of closing the account."""

from django.urls import path

from customer_portal.privacy import closing, exports

urlpatterns = [
    path("moje-dane/paczka/", exports.exports, name="my_exports"),
    path("moje-dane/paczka/<uuid:public_id>/", exports.fetch, name="my_export"),
    path("moje-konto/zamknij/", closing.close, name="close_account"),
    path("moje-konto/przywroc/<str:token>/", closing.undo, name="undo_closing"),
]
