"""The sources of credentials in their order, and that id, key and token come from one of them."""

import json
import threading

import pytest

from cosanim import ConfigurationError
from cosanim.credentials import (
    CosConfProvider,
    Credentials,
    CredentialsChain,
    EnvironmentProvider,
    InstanceRoleProvider,
    find_credentials,
)
from cosanim.errors import CredentialsError
from tests.servers.metadata import MetadataServer, issued
from tests.servers.peers import assert_no_secret

pytestmark = pytest.mark.usefixtures("bare_machine")


def write_profile(home, name="default", **values):
    path = home / ".tccli" / f"{name}.credential"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"secretId": f"AKID{name}", "secretKey": "hush-key"} | values))
    return path


def write_sdk_file(home):
    path = home / ".tencentcloud" / "credentials"
    path.parent.mkdir(exist_ok=True)
    path.write_text("[default]\nsecret_id = AKIDsdk\nsecret_key = hush-key\n")
    return path


def missing(**arguments):
    with pytest.raises(CredentialsError) as caught:
        find_credentials(**arguments)
    assert_no_secret(caught.value)
    assert all(place in str(caught.value) for place in caught.value.searched_places)
    return caught.value


def test_the_sources_are_searched_in_the_documented_order(bare_machine, monkeypatch):
    with MetadataServer() as server:
        monkeypatch.setattr("cosanim.credentials.instance_role.METADATA_ADDRESS", server.url)
        assert find_credentials() == Credentials("AKIDrole1", "hush-key-1", "hush-token-1")
        server.paths.clear()
        write_sdk_file(bare_machine)
        assert find_credentials().secret_id == "AKIDsdk"
        write_profile(bare_machine)
        assert find_credentials().secret_id == "AKIDdefault"
        write_profile(bare_machine, "prod")
        monkeypatch.setenv("TCCLI_PROFILE", "prod")
        assert find_credentials().secret_id == "AKIDprod"
        monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "AKIDenv")
        monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "hush-key")
        assert find_credentials().secret_id == "AKIDenv"
        assert find_credentials(profile="prod").secret_id == "AKIDprod", "a profile that is named goes first"
        assert find_credentials(Credentials("AKIDmine", "k"), profile="prod").secret_id == "AKIDmine"
        assert find_credentials(lambda: Credentials("AKIDfresh", "k")).secret_id == "AKIDfresh"
        assert server.paths == [], "no request before the other sources are searched"


def test_values_of_different_sources_are_never_combined(bare_machine, monkeypatch):
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "hush-env")
    monkeypatch.setenv("TENCENTCLOUD_TOKEN", "hush-token")
    write_profile(bare_machine, secretKey="")
    write_sdk_file(bare_machine)
    assert find_credentials() == Credentials("AKIDsdk", "hush-key")


def test_the_error_lists_every_source_and_why_it_has_none(bare_machine, monkeypatch):
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "hush-value")
    monkeypatch.setenv("TENCENTCLOUD_SECRETKEY", "  ")
    profile = write_profile(bare_machine, secretKey=" ")
    sdk = write_sdk_file(bare_machine)
    sdk.write_text("hush")
    with MetadataServer(role=None) as server:
        monkeypatch.setattr("cosanim.credentials.instance_role.METADATA_ADDRESS", server.url)
        error = missing()
    assert error.searched_places == (
        "argument credentials: not given",
        "argument profile: not given",
        "environment TENCENTCLOUD_SECRET_ID: set",
        "environment TENCENTCLOUD_SECRET_KEY: not set",
        "environment TENCENTCLOUD_SECRETID: not set",
        "environment TENCENTCLOUD_SECRETKEY: blank",
        f"file {profile}: has no secretKey",
        f"file {sdk}: is not an INI file, in line 1",
        f"CVM role at {server.url}: this machine has no role",
    )
    assert str(error).startswith(
        "no credentials found: pass credentials=Credentials(secret_id, secret_key), or set both TENCENTCLOUD_SECRET_ID "
        "and TENCENTCLOUD_SECRET_KEY, or write a profile with `tccli configure`. Searched:\n"
    )


@pytest.mark.parametrize("is_argument", [True, False])
def test_nothing_takes_the_place_of_a_profile_that_is_named(bare_machine, monkeypatch, is_argument):
    write_profile(bare_machine)
    write_sdk_file(bare_machine)
    if not is_argument:
        monkeypatch.setenv("TCCLI_PROFILE", "prod")
    error = missing(profile="prod" if is_argument else None)
    path = bare_machine / ".tccli" / "prod.credential"
    label = "" if is_argument else " (TCCLI_PROFILE)"
    assert error.searched_places[-1] == f"file {path}{label}: does not exist; the profiles are default"
    assert any(place.startswith("environment") for place in error.searched_places) is not is_argument
    assert str(error).startswith("no credentials found for the profile 'prod', and none are used in place of")


@pytest.mark.parametrize("profile", ["../x", "", 5])
def test_a_search_refuses_what_is_no_name_of_a_profile(profile):
    with pytest.raises(ConfigurationError, match="profile is the name of a profile of tccli"):
        find_credentials(profile=profile)


def test_a_profile_with_a_path_is_refused_at_once():
    with pytest.raises(ConfigurationError, match="is the name of a profile"):
        CredentialsChain(profile="../prod")


def test_other_providers_are_called_in_order_and_their_places_are_in_the_error():
    called = []

    def empty():
        called.append("empty")
        raise CredentialsError("nothing in the store")

    def full():
        called.append("full")
        return Credentials("i", "k")

    assert find_credentials(providers=[empty, full, empty]) == Credentials("i", "k")
    assert called == ["empty", "full"]
    error = missing(providers=[EnvironmentProvider({}), empty, CosConfProvider(), lambda: None])
    assert error.searched_places[2] == "environment TENCENTCLOUD_SECRET_ID: not set"
    assert error.searched_places[6] == "nothing in the store"
    assert error.searched_places[8].endswith("not NoneType")


def test_an_error_of_a_provider_that_is_none_of_credentials_is_raised():
    def broken():
        raise OSError("the store is away")

    with pytest.raises(OSError, match="the store is away"):
        find_credentials(providers=[broken, EnvironmentProvider({})])


def test_a_provider_can_be_the_only_source():
    for provider, place in ((EnvironmentProvider({}), "TENCENTCLOUD_SECRETKEY"), (CosConfProvider(), ".cos.conf")):
        with pytest.raises(CredentialsError, match=place):
            find_credentials(provider)


def test_a_chain_keeps_what_it_found_until_it_is_refused(bare_machine):
    write_profile(bare_machine, secretKey="hush-1")
    chain = CredentialsChain()
    first = chain()
    write_profile(bare_machine, secretKey="hush-2")
    assert chain() == first
    second = chain.renew(first)
    assert second.secret_key == "hush-2"
    assert chain() == chain.renew(first) == second, "refused credentials that are not used any more are not renewed"
    (bare_machine / ".tccli" / "default.credential").unlink()
    with pytest.raises(CredentialsError, match=r"default\.credential: does not exist"):
        chain.renew(second)
    assert chain() == second


def test_a_chain_searches_again_after_it_found_nothing(bare_machine):
    chain = CredentialsChain(profile="late")
    with pytest.raises(CredentialsError):
        chain()
    write_profile(bare_machine, "late")
    assert chain().secret_id == "AKIDlate"


def test_a_chain_finds_another_source_when_its_credentials_are_refused(bare_machine, monkeypatch):
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "AKIDenv")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "hush-key")
    chain = CredentialsChain()
    first = chain()
    assert chain.renew(first) == first
    monkeypatch.delenv("TENCENTCLOUD_SECRET_ID")
    write_profile(bare_machine)
    assert chain.renew(first).secret_id == "AKIDdefault"


def test_a_chain_uses_the_refreshed_credentials_of_a_role():
    now = [1_800_000_000]
    with MetadataServer(issued(1), issued(2, now[0] + 14400), issued(3)) as server:
        role = InstanceRoleProvider(address=server.url, clock=lambda: now[0])
        chain = CredentialsChain([EnvironmentProvider({}), role])
        assert chain().secret_id == "AKIDrole1"
        now[0] += 7000
        assert chain().secret_id == "AKIDrole2"
        assert chain.renew(chain()).secret_id == chain().secret_id == "AKIDrole3"
        assert server.fetches == 3


def test_threads_search_once():
    calls = []

    def provider():
        calls.append(1)
        return Credentials("i", f"k{len(calls)}")

    chain = CredentialsChain([provider])
    start = threading.Barrier(16)

    def use():
        start.wait()
        chain()
        chain.renew(Credentials("i", "k1"))

    threads = [threading.Thread(target=use) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 2
    assert chain().secret_key == "k2"
