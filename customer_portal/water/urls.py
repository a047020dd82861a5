"""Addresses of water: meters and readings."""

from django.urls import path

from customer_portal.water import views

urlpatterns = [
    path("wodomierze/", views.meters, name="meters"),
    path("wodomierze/<int:meter_id>/", views.meter, name="meter"),
]
