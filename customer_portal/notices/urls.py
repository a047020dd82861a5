"""Addresses of notices."""

from django.urls import path

from customer_portal.notices import news, outages, preferences, quality

urlpatterns = [
    path("w/<uuid:message_id>/", preferences.message_opened, name="message_opened"),
    path("powiadomienia/", preferences.preferences, name="preferences"),
    path("powiadomienia/historia/", preferences.messages_sent, name="messages_sent"),
    path("ogloszenia/", news.announcements, name="announcements"),
    path("awarie/", outages.outages, name="outages"),
    path("awarie/powiadom/", outages.watch, name="outage_watch"),
    path("awarie/powiadom/<str:token>/", outages.watch_confirm, name="outage_watch_confirm"),
    path("awarie/koniec/<str:token>/", outages.watch_stop, name="outage_watch_stop"),
    path("awarie/<uuid:outage_id>/", outages.outage, name="outage"),
    path("jakosc-wody/", quality.zones, name="water_quality"),
    path("jakosc-wody/<slug:key>/", quality.zone, name="water_zone"),
]
