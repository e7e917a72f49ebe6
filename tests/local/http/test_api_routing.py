"""Routing: each API of the table of operations has a route and a handler, and no other path has one."""

import re
import time
from contextlib import closing

import pytest

from cosanim.local import LocalService
from cosanim.local.storage.database import Database
from cosanim.local.storage.stores import Storage
from cosanim.local.wiring import api_handlers
from cosanim.operations import APIS
from tests.local.support import CI_HOST, COS_HOST, REGION, error_of, refused, send


@pytest.fixture(scope="module")
def service():
    with LocalService(render=False) as service:
        yield service


def path_of(api):
    return re.sub(r"\{.*?\}", "x1", api.path)


def test_there_is_a_handler_for_each_api_and_no_other(tmp_path):
    with closing(Database(tmp_path / "sqlite")) as database:
        handlers = api_handlers(Storage(tmp_path, database, clock=time.time), region=REGION, wake=lambda: None)
    assert set(handlers) == set(APIS)


@pytest.mark.parametrize("name", APIS)
@pytest.mark.parametrize("host", [CI_HOST, COS_HOST, "127.0.0.1"])
def test_each_api_is_answered_by_method_path_and_flag(service, name, host):
    api = APIS[name]
    params = {api.flag: ""} if api.flag else {}
    answer = send(service, api.method, path_of(api), params=params, data=b"", host=host)
    if answer.status_code != 200:
        assert error_of(answer).code not in {"InvalidUrl", "NotImplemented", "InternalError"}, answer.text
    if api.flag and api.name != "cancel_batch":
        assert refused(service, api.method, path_of(api), host=host) == (400, "InvalidArgument")


@pytest.mark.parametrize("name", [name for name, api in APIS.items() if api.request is not None])
@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "MissingContent"),
        (b"<Request>", "InvalidContent"),
        (b"<Response/>", "InvalidContent"),
        (b"<!DOCTYPE Request><Request/>", "InvalidContent"),
        (b"<Request/>", "InvalidArgument"),
        (b"<Request><Colour>red</Colour></Request>", "InvalidArgument"),
        (b"<Request>" + b"x" * 70_000 + b"</Request>", "InvalidContent"),
    ],
)
def test_each_body_is_checked_against_its_schema_first(service, name, body, code):
    api = APIS[name]
    status, found = refused(service, api.method, path_of(api), data=body)
    assert (status, found) == (413 if len(body) > 65536 else 400, code)


QUERIES = {api.path: api for api in APIS.values() if api.query is not None}


@pytest.mark.parametrize("path", QUERIES)
def test_blank_parameters_of_a_query_are_absent_and_bad_ones_are_named(service, path):
    names = {
        "/jobs": ("queueId", "size", "states", "nextToken", "orderByTime", "startCreationTime"),
        "/inventorytriggerjob": ("type", "size", "states", "nextToken", "orderByTime", "endCreationTime"),
        "/template": ("category", "ids", "pageNumber", "pageSize"),
        "/queue": ("queueIds", "state", "category", "pageNumber", "pageSize"),
        "/mediabucket": ("regions", "bucketNames", "pageNumber", "pageSize"),
    }[path]
    blank = dict.fromkeys(names, "") | {"somethingElse": "1"}
    assert send(service, "GET", path, params=blank).status_code == 200
    bad = send(service, "GET", path, params=dict.fromkeys(names, "!"))
    assert (bad.status_code, error_of(bad).code) == (400, "InvalidArgument")
    for name in names:
        if name != "nextToken":
            assert f"{QUERIES[path].query}.{name}: " in error_of(bad).message


def test_path_style_requests_reach_the_bucket_of_their_first_segment(service):
    other = "second-1250000000"
    assert send(service, "PUT", "/", host=COS_HOST.replace("test-1250000000", other)).status_code == 200
    assert refused(service, "GET", f"/{other}/queue", host="127.0.0.1") == (400, "MediaBucketUnBinded")
    assert send(service, "POST", f"/{other}/mediabucket", host="127.0.0.1").status_code == 200
    first = send(service, "GET", "/queue", host="127.0.0.1").text
    second = send(service, "GET", f"/{other}/queue", host="127.0.0.1").text
    ids = [re.search("<QueueId>(.*?)</QueueId>", text)[1] for text in (first, second)]
    assert len(set(ids)) == 2
