"""Sources of credentials, and that no text shows them."""

import copy
import logging
import pickle
from dataclasses import replace

import pytest

from cosanim.credentials import Credentials, EnvironmentProvider, find_credentials
from cosanim.errors import CredentialsError

NAMES = {
    "TENCENTCLOUD_SECRET_ID": "usual-id",
    "TENCENTCLOUD_SECRET_KEY": "usual-key",
    "TENCENTCLOUD_TOKEN": "usual-token",
}
RUNTIME = {
    "TENCENTCLOUD_SECRETID": "runtime-id",
    "TENCENTCLOUD_SECRETKEY": "runtime-key",
    "TENCENTCLOUD_SESSIONTOKEN": "runtime-token",
}


def test_explicit_credentials_may_be_positional_and_have_any_form():
    assert Credentials("", "x", "y") == Credentials(secret_id="", secret_key="x", token="y")
    assert Credentials("a", "b").token is None


def test_a_repr_shows_neither_key_nor_token():
    shown = repr(Credentials("AKIDsomebodyknown", "the-secret-key", "the-token"))
    assert shown == "Credentials(secret_id='AKID***nown', secret_key='***', token='***')"
    assert "short" not in repr(Credentials("short", "k"))
    assert str(Credentials("AKIDsomebodyknown", "the-secret-key")).endswith("token=None)")


def test_credentials_copy_hash_and_do_not_change():
    credentials = Credentials("id", "key", "token")
    assert copy.copy(credentials) == copy.deepcopy(credentials) == replace(credentials) == credentials
    assert hash(credentials) == hash(Credentials("id", "key", "token"))
    with pytest.raises(AttributeError):
        credentials.secret_key = "other"


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_credentials_refuse_to_pickle_and_say_what_to_do(protocol):
    with pytest.raises(TypeError, match=r"Credentials is not pickled.*build the client in the other process"):
        pickle.dumps(Credentials("id", "key", "token"), protocol)


@pytest.mark.parametrize("token", ["TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_SESSIONTOKEN"])
def test_each_documented_token_name_is_read(token):
    environ = {"TENCENTCLOUD_SECRET_ID": "i", "TENCENTCLOUD_SECRET_KEY": "k", token: "t"}
    assert Credentials.from_environment(environ) == Credentials("i", "k", "t")


def test_the_first_family_of_names_takes_precedence_and_families_are_not_mixed():
    assert Credentials.from_environment(NAMES | RUNTIME) == Credentials("usual-id", "usual-key", "usual-token")
    half = {"TENCENTCLOUD_SECRET_ID": "usual-id"}
    assert Credentials.from_environment(half | RUNTIME) == Credentials("runtime-id", "runtime-key", "runtime-token")


def test_an_id_of_one_family_is_not_joined_with_a_key_of_the_other():
    with pytest.raises(CredentialsError):
        Credentials.from_environment({"TENCENTCLOUD_SECRET_ID": "a", "TENCENTCLOUD_SECRETKEY": "b"})


def test_white_space_around_a_value_is_dropped():
    environ = {"TENCENTCLOUD_SECRET_ID": " i\n", "TENCENTCLOUD_SECRET_KEY": "\tk ", "TENCENTCLOUD_TOKEN": " "}
    assert Credentials.from_environment(environ) == Credentials("i", "k", None)


def test_the_error_for_missing_credentials_lists_every_source_and_no_value(monkeypatch):
    for name in NAMES | RUNTIME:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "a-value-to-hide")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "  ")
    with pytest.raises(CredentialsError) as caught:
        find_credentials()
    assert caught.value.searched_places == (
        "argument credentials: not given",
        "environment TENCENTCLOUD_SECRET_ID: set",
        "environment TENCENTCLOUD_SECRET_KEY: blank",
        "environment TENCENTCLOUD_SECRETID: not set",
        "environment TENCENTCLOUD_SECRETKEY: not set",
    )
    assert all(place in str(caught.value) for place in caught.value.searched_places)
    assert "a-value-to-hide" not in str(caught.value)


def test_explicit_credentials_take_precedence(monkeypatch):
    for name, value in NAMES.items():
        monkeypatch.setenv(name, value)
    assert find_credentials(Credentials("mine", "k")).secret_id == "mine"
    assert find_credentials(lambda: Credentials("fresh", "k")).secret_id == "fresh"
    assert find_credentials().secret_id == "usual-id"


def test_providers_are_called_in_order_and_their_sources_are_in_the_error():
    called = []

    def empty():
        called.append("empty")
        return ["file /nowhere: not there"]

    def full():
        called.append("full")
        return Credentials("i", "k")

    assert find_credentials(providers=[empty, full, empty]) == Credentials("i", "k")
    assert called == ["empty", "full"]
    with pytest.raises(CredentialsError, match="file /nowhere: not there"):
        find_credentials(providers=[EnvironmentProvider({}), empty])


def test_credentials_do_not_show_in_logs(caplog):
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("x").debug("%s %r", Credentials("AKIDsomebodyknown", "the-key-x", "the-token-x"), [NAMES])
    assert "the-key-x" not in caplog.text
    assert "the-token-x" not in caplog.text
