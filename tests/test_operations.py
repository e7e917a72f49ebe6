"""The table of APIs is complete and agrees with the schema, the tables, the client and the local service."""

import csv
import inspect
import re
import tomllib
from pathlib import Path

import pytest

from cosanim import AnimationClient, ServiceError, models
from cosanim.cli.api_help import COMMANDS_OF_API
from cosanim.local import LocalService
from cosanim.operations import APIS
from cosanim.xml.plans import plan_of, roots

SPEC = Path(__file__).parents[1] / "spec"
SOURCES = tomllib.loads((SPEC / "sources.toml").read_text("utf-8"))
every_api = pytest.mark.parametrize("api", APIS.values(), ids=APIS)
# Methods of the client that are not APIs of the table.
CONVENIENCES = {
    *("submit", "submit_many", "wait", "wait_many", "describe_job", "find_submission"),
    *("describe_queue", "describe_template", "ensure_template"),
    *("at", "call", "close", "convert", "explain", "job"),
}


def rows_of(api):
    with (SPEC / "tables" / f"{api.name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@every_api
def test_the_client_has_a_method_for_each_api(api):
    method = getattr(AnimationClient, api.name)
    assert inspect.isfunction(method)
    assert inspect.getdoc(method)


def test_every_method_of_the_client_is_an_api_or_a_known_convenience():
    methods = {name for name, _ in inspect.getmembers(AnimationClient, inspect.isfunction) if not name.startswith("_")}
    assert methods == set(APIS) | CONVENIENCES


def test_the_key_of_each_api_is_its_name():
    assert all(name == api.name for name, api in APIS.items())


@every_api
def test_each_api_with_a_body_has_a_schema(api):
    has_bodies = api.request is not None or api.response is not None
    assert (SPEC / f"{api.name}.xsd").exists() == has_bodies


@every_api
def test_the_classes_of_each_api_are_the_roots_of_its_schema(api):
    expected = {"Request": api.request_class, "Response": api.response_class}
    assert roots().get(api.name, {}) == {root: cls for root, cls in expected.items() if cls is not None}
    for cls in filter(None, expected.values()):
        assert plan_of(cls).open == (cls is api.response_class), "requests are closed, replies are open"


def test_every_schema_belongs_to_an_api_a_callback_or_an_error():
    assert {path.stem for path in SPEC.glob("*.xsd")} <= {*APIS, "callback", "error"}
    assert set(roots()) == {path.stem for path in SPEC.glob("*.xsd")}


@every_api
def test_each_api_has_the_query_parameters_of_its_page(api):
    documented = {row["path"] for row in rows_of(api) if row["section"] == "query"}
    assert (api.query is not None) == bool(documented)
    if api.query is not None:
        assert api.query == SOURCES[api.name]["query"]
        assert documented <= set(plan_of(api.query_class).by_name)
        assert not any(one.simple is None or one.array for one in plan_of(api.query_class).elements)


def test_every_query_class_is_used():
    classes = {name for name in models.__all__ if name.endswith("Query")}
    assert classes == {api.query for api in APIS.values() if api.query is not None}


def test_every_request_and_response_class_is_used():
    used = {name for api in APIS.values() for name in (api.request, api.response) if name is not None}
    named = {name for name in models.__all__ if name.endswith(("Request", "Response"))}
    assert named - {"ErrorResponse"} == used


@every_api
def test_the_method_and_path_of_each_api_are_those_of_its_page(api):
    source = SOURCES[api.name]
    assert (api.method, api.path) == (source["method"], source["path"])
    assert (source.get("xsd"), source.get("query")) == (
        f"{api.name}.xsd" if api.name in roots() else None,
        api.query,
    )


def test_no_two_apis_have_the_same_method_path_and_flag():
    seen = [(api.method, re.sub(r"\{.*?\}", "{}", api.path), api.flag) for api in APIS.values()]
    assert len(set(seen)) == len(seen)


@every_api
def test_each_placeholder_of_a_path_is_a_parameter_of_the_method(api):
    names = re.findall(r"\{(.*?)\}", api.path)
    assert set(names) <= set(inspect.signature(getattr(AnimationClient, api.name)).parameters)
    assert api.path.startswith("/")
    assert len(names) <= 1


@every_api
def test_each_api_needs_a_permission_of_the_media_service(api):
    assert any(permission.startswith("ci:") for permission in api.permissions)
    assert all(re.fullmatch(r"(ci|cam):[A-Z][A-Za-z]+", permission) for permission in api.permissions)
    assert len(set(api.permissions)) == len(api.permissions)


def test_each_permission_of_the_service_belongs_to_one_api():
    actions = [action for api in APIS.values() for action in api.permissions if action.startswith("ci:")]
    assert len(set(actions)) == len(actions)


def test_only_paid_apis_need_the_permission_to_pass_a_role():
    assert {api.name for api in APIS.values() if "cam:PassRole" in api.permissions} == {"submit_job", "submit_batch"}


@every_api
def test_each_api_has_a_command(api):
    assert COMMANDS_OF_API[api.name]


def test_every_command_belongs_to_an_api():
    assert set(COMMANDS_OF_API) == set(APIS)


def refusal(client, api):
    """Call an API for something that does not exist; return the error, Success when there is none."""
    path = re.sub(r"\{.*?\}", "x404", api.path)
    try:
        client.call(
            api.method, path, query={api.flag: None} if api.flag else None, body=b"<Request/>" if api.request else None
        )
    except ServiceError as error:
        return error.code, error.message
    return "Success", ""


def test_the_local_service_serves_every_api():
    with LocalService(render=False) as service, service.client() as client:
        for api in APIS.values():
            # A handler may refuse the id or the body; only a missing handler reports the path.
            code, message = refusal(client, api)
            assert code not in {"", "NotImplemented"}, api.name
            assert "cannot be stored" not in message, api.name
        assert refusal(client, APIS["list_jobs"]._replace(path="/nowhere"))[0] == "NotImplemented"
