"""Contents of objects are not rendered by a browser, which follows a presigned URL without an Authorization."""

import time

import pytest
import requests

from cosanim.credentials import Credentials
from cosanim.local import LocalService
from cosanim.signing import sign
from tests.local.support import COS_HOST, send

HTML = b"<!DOCTYPE html><script>fetch('/local/messages')</script>"


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False) as service:
        yield service


def presigned(service, path, **params):
    now = int(time.time())
    text = sign(
        method="GET",
        path=path,
        params=params,
        headers={},
        credentials=Credentials("AKIDlocal", "localsecret"),
        key_time=(now - 60, now + 600),
    )
    fields = dict(field.split("=", 1) for field in text.split("&"))
    response = requests.get(service.url + path, params={**params, **fields}, headers={"Host": COS_HOST}, timeout=10)
    assert response.status_code == 200, response.text
    return response


@pytest.mark.parametrize(
    ("stored", "params", "disposition"),
    [
        ({"Content-Type": "text/html"}, {}, "attachment"),
        ({"Content-Type": "TEXT/HTML; charset=utf-8"}, {}, "attachment"),
        ({"Content-Type": "application/xhtml+xml"}, {}, "attachment"),
        ({"Content-Type": "image/svg+xml"}, {}, "attachment"),
        ({"Content-Type": "image/x+xml"}, {}, "attachment"),
        (
            {"Content-Type": "text/html", "Content-Disposition": "inline; filename=x.html"},
            {},
            "attachment; filename=x.html",
        ),
        ({"Content-Type": "text/html", "Content-Disposition": "attachment"}, {}, "attachment"),
        ({"Content-Type": "image/gif"}, {"response-content-type": "text/html"}, "attachment"),
        # Browsers split the value at commas, and take the last media type (https://mimesniff.spec.whatwg.org).
        ({"Content-Type": "text/plain; charset=utf-8, text/html"}, {}, "attachment"),
        ({"Content-Type": "image/gif"}, {"response-content-type": "image/gif;,text/html"}, "attachment"),
        (
            {"Content-Type": "text/html"},
            {"response-content-disposition": "inline", "response-content-type": "text/html"},
            "attachment",
        ),
        ({}, {}, None),
        ({"Content-Type": "image/gif"}, {}, None),
        ({"Content-Type": "video/mp4", "Content-Disposition": "inline"}, {}, "inline"),
        ({"Content-Type": "text/plain; charset=utf-8"}, {}, None),
    ],
)
def test_a_presigned_url_never_shows_html(service, stored, params, disposition):
    assert send(service, "PUT", "/page", data=HTML, headers=stored).status_code == 200
    response = presigned(service, "/page", **params)
    assert response.content == HTML
    assert response.headers.get("Content-Disposition") == disposition
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_with_an_authorization_all_headers_are_those_stored(service):
    stored = {"Content-Type": "text/html", "Content-Disposition": "inline; filename=x.html"}
    send(service, "PUT", "/page", data=HTML, headers=stored)
    response = send(service, "GET", "/page")
    assert {name: response.headers[name] for name in stored} == stored
    assert "X-Content-Type-Options" not in response.headers


def test_error_documents_are_not_taken_for_html(service):
    response = requests.get(f"{service.url}/<script>", timeout=10)
    assert (response.status_code, response.headers["Content-Type"]) == (403, "application/xml")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
