"""Addresses of the pages anybody may open."""

from django.urls import path

from customer_portal.public import installed, prices, searching, views

urlpatterns = [
    path("", views.home, name="home"),
    path("dokumenty/<slug:key>/", views.document, name="document"),
    path("dokumenty/<slug:key>/wersja/<int:version>/", views.document, name="document_version"),
    path("druki/", views.downloads, name="downloads"),
    path("druki/<slug:key>.pdf", views.blank_form, name="blank_form"),
    path("ceny/", prices.prices, name="prices"),
    path("informacje/<slug:key>/", views.text_page, name="text_page"),
    path("pliki/<path:path>", views.profile_file, name="profile_file"),
    path("theme.css", views.theme, name="theme"),
    path("szukaj/", searching.search, name="search"),
    path("manifest.webmanifest", installed.manifest, name="manifest"),
    path("ikona-<int:size>.png", installed.icon, name="icon"),
    path("sw.js", installed.service_worker, name="service_worker"),
    path("offline/", installed.offline, name="offline"),
    path("jezyk/<slug:code>/", views.language, name="language"),
]
