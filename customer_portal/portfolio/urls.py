"""Addresses of the portfolio."""

from django.urls import path

from customer_portal.portfolio import views

urlpatterns = [
    path("moi-odbiorcy/", views.portfolio, name="portfolio"),
    path("moi-odbiorcy/pobierz/<str:form>/", views.download, name="portfolio_download"),
    path("moi-odbiorcy/paczka/", views.package, name="portfolio_package"),
]
