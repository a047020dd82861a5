"""Addresses of notices."""

from django.urls import path

from customer_portal.notices import views

urlpatterns = [
    path("w/<uuid:message_id>/", views.message_opened, name="message_opened"),
]
