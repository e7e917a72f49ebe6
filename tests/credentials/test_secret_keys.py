"""Credentials and the environment variables they are read from, and that no text shows them."""

import copy
import logging
import pickle
from dataclasses import replace

import pytest

from cosanim.credentials import Credentials
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


def test_the_token_of_a_function_is_not_joined_with_the_keys_of_an_account():
    """The runtime sets its three variables in every function, also in one whose author has set the usual pair."""
    own = {"TENCENTCLOUD_SECRET_ID": "own-id", "TENCENTCLOUD_SECRET_KEY": "own-key"}
    assert Credentials.from_environment(own | RUNTIME) == Credentials("own-id", "own-key", None)
    same = {"TENCENTCLOUD_SECRET_ID": "runtime-id", "TENCENTCLOUD_SECRET_KEY": "runtime-key"}
    assert Credentials.from_environment(same | RUNTIME) == Credentials("runtime-id", "runtime-key", "runtime-token")
    function = {name: RUNTIME[name] for name in ("TENCENTCLOUD_SECRETID", "TENCENTCLOUD_SECRETKEY")}
    assert Credentials.from_environment(own | function | {"TENCENTCLOUD_TOKEN": "t"}).token == "t"


def test_an_id_of_one_family_is_not_joined_with_a_key_of_the_other():
    with pytest.raises(CredentialsError):
        Credentials.from_environment({"TENCENTCLOUD_SECRET_ID": "a", "TENCENTCLOUD_SECRETKEY": "b"})


def test_white_space_around_a_value_is_dropped():
    environ = {"TENCENTCLOUD_SECRET_ID": " i\n", "TENCENTCLOUD_SECRET_KEY": "\tk ", "TENCENTCLOUD_TOKEN": " "}
    assert Credentials.from_environment(environ) == Credentials("i", "k", None)


def test_a_half_set_environment_is_not_used_and_logged_without_its_value(caplog):
    with caplog.at_level(logging.WARNING, "cosanim"), pytest.raises(CredentialsError) as caught:
        Credentials.from_environment({"TENCENTCLOUD_SECRET_ID": "a-value-to-hide", "TENCENTCLOUD_SECRET_KEY": "  "})
    assert caplog.messages == ["TENCENTCLOUD_SECRET_ID is set, but TENCENTCLOUD_SECRET_KEY is not: neither is used"]
    assert "environment TENCENTCLOUD_SECRET_KEY: blank" in caught.value.searched_places
    assert "a-value-to-hide" not in str(caught.value)


def test_credentials_do_not_show_in_logs(caplog):
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("x").debug("%s %r", Credentials("AKIDsomebodyknown", "the-key-x", "the-token-x"), [NAMES])
    assert "the-key-x" not in caplog.text
    assert "the-token-x" not in caplog.text
