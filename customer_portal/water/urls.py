"""Addresses of water: service points, meters, use, leaks; and of readings that people send."""

from django.urls import path

from customer_portal.water import files, guests, leaks, meters, readings, sent, yearly_card

urlpatterns = [
    path("wodomierze/", meters.meters, name="meters"),
    path("wodomierze/<int:meter_id>/", meters.meter, name="meter"),
    path("moj-kran/", yearly_card.my_tap, name="my_tap"),
    path("moj-kran/karta/", yearly_card.card_pdf, name="water_card"),
    path("wycieki/<uuid:public_id>/", leaks.leak, name="leak"),
    path("odczyty/", readings.overview, name="readings_now"),
    path("odczyty/podaj/<int:point_id>/", readings.send, name="send_reading"),
    path("odczyty/plik/", files.upload, name="readings_file"),
    path("odczyty/plik/szablon/", files.template, name="readings_template"),
    path("odczyty/<uuid:public_id>/", sent.reading, name="sent_reading"),
    path("odczyty/<uuid:public_id>/popraw/", sent.correct, name="correct_reading"),
    path("odczyty/<uuid:public_id>/wycofaj/", sent.withdraw, name="withdraw_reading"),
    path("odczyty/<uuid:public_id>/zdjecie/", sent.photo, name="reading_photo"),
    path("odczyt/", guests.begin, name="guest_reading"),
    path("odczyt/wodomierz/", guests.meter, name="guest_meter"),
    path("odczyt/dziekujemy/", guests.done, name="guest_done"),
    path("odczyt/q/<str:token>/", guests.by_label, name="label_reading"),
]
