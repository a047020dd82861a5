"""Addresses of cases: catalogue, filing, one case, tracking, handovers."""

from django.urls import path

from customer_portal.cases import catalogue, filing, handovers, views

urlpatterns = [
    path("sprawy/", views.cases, name="cases"),
    path("sprawy/katalog/", catalogue.catalogue, name="case_catalogue"),
    path("sprawy/nowa/<slug:key>/", catalogue.start, name="case_start"),
    path("sprawy/sprawdz/", views.track, name="case_track"),
    path("sprawy/dalej/<str:token>/", catalogue.resume, name="case_resume"),
    path("sprawy/wniosek/<uuid:draft_id>/", filing.go_on, name="case_draft"),
    path("sprawy/wniosek/<uuid:draft_id>/kod/", catalogue.code, name="case_code"),
    path("sprawy/wniosek/<uuid:draft_id>/kod/ponownie/", catalogue.code_again, name="case_code_again"),
    path("sprawy/wniosek/<uuid:draft_id>/kontakt/", filing.contact, name="case_contact"),
    path("sprawy/wniosek/<uuid:draft_id>/sprawdz/", filing.check, name="case_check"),
    path("sprawy/wniosek/<uuid:draft_id>/usun/", filing.discard, name="case_discard"),
    path(
        "sprawy/wniosek/<uuid:draft_id>/plik/<uuid:file_id>/usun/",
        filing.remove_file,
        name="case_file_remove",
    ),
    path("sprawy/wniosek/<uuid:draft_id>/krok/<slug:page>/", filing.step, name="case_step"),
    path("sprawy/<uuid:case_id>/", views.case, name="case"),
    path("sprawy/<uuid:case_id>/zlozona/", views.done, name="case_done"),
    path("sprawy/<uuid:case_id>/odpowiedz/", views.reply, name="case_reply"),
    path("sprawy/<uuid:case_id>/wycofaj/", views.withdraw, name="case_withdraw"),
    path("sprawy/<uuid:case_id>/wznow/", views.reopen, name="case_reopen"),
    path("sprawy/<uuid:case_id>/ocena/", views.rate, name="case_rate"),
    path("sprawy/<uuid:case_id>/plik/<uuid:file_id>/", views.file, name="case_file"),
    path("sprawy/<uuid:case_id>/dokument/<uuid:document_id>/", views.document, name="case_document"),
    path("sprawy/<uuid:case_id>/przekazanie/", handovers.giver, name="handover_giver"),
    path(
        "sprawy/<uuid:case_id>/przekazanie/potwierdz/", handovers.giver_confirm, name="handover_giver_confirm"
    ),
    path("sprawy/<uuid:case_id>/przekazanie/link/", handovers.renew, name="handover_renew"),
    path("przekazanie/<str:token>/", handovers.taker, name="handover"),
    path("przekazanie/<str:token>/potwierdz/", handovers.taker_confirm, name="handover_confirm"),
    path("przekazanie/<str:token>/zdjecie/<uuid:file_id>/", handovers.photo, name="handover_photo"),
    path("przekazanie/<str:token>/protokol/", handovers.protocol, name="handover_protocol"),
]
