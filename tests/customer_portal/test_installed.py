"""The office on a home screen: what the phone is told, and that nobody's data is in it."""

from __future__ import annotations

import io
import json
import re

import pytest
from PIL import Image

from tenants.registry.models import Tenant
from tests.cast import Browser, make_user
from tests.customer_portal.test_documents import linked


def test_each_office_installs_under_its_own_name_and_colour(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    told = [
        json.loads(Browser(tenant).get("/manifest.webmanifest").content) for tenant in (rzeszow, kostrzyn)
    ]
    assert [one["name"] for one in told] == ["iBOK MPWiK", "eBOK MZK"]
    assert told[0]["theme_color"] != told[1]["theme_color"]
    assert all(one["display"] == "standalone" and one["start_url"] == "/" for one in told)


@pytest.mark.parametrize("size", [192, 512])
def test_the_icon_is_a_picture_of_the_size_it_says(rzeszow: Tenant, size: int) -> None:
    answer = Browser(rzeszow).get(f"/ikona-{size}.png")
    assert Image.open(io.BytesIO(answer.content)).size == (size, size)
    assert Browser(rzeszow).get("/ikona-64.png").status_code == 404


def test_what_is_kept_on_the_device_is_the_same_for_everybody(rzeszow: Tenant) -> None:
    anna, guest = linked(rzeszow), Browser(rzeszow)
    worker = guest.get("/sw.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert anna.get("/sw.js").content == worker.content
    for address in json.loads(
        worker.content.decode()
        .split("KEEP = ")[1]
        .split(";")[0]
        .replace("\\u002D", "-")
        .replace("\\u003D", "=")
    ):
        assert guest.get(address).status_code == 200 or address.startswith("/static/"), address
    assert "Anna" not in anna.get("/offline/").content.decode()


def test_a_draft_has_the_mark_of_its_person_and_of_nobody_else(rzeszow: Tenant, kostrzyn: Tenant) -> None:
    def mark(browser: Browser) -> str:
        found = re.search(
            r'<body data-signed-in="([0-9a-f]{16})">', browser.get("/", follow=True).content.decode()
        )
        return found[1] if found else ""

    anna, guest = linked(rzeszow), Browser(rzeszow)
    with rzeszow:
        other = Browser(rzeszow).enter(make_user("maz@poczta.example"))
    marks = [mark(anna), mark(other), mark(linked(kostrzyn))]
    assert len(set(marks)) == 3
    assert all(marks)
    assert mark(anna) == marks[0]
    assert mark(guest) == ""
