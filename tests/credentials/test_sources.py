"""The list of all sources of credentials: those that a client uses, those that it passes over, and those without."""

import pytest

from cosanim.credentials import find_credentials
from cosanim.credentials.sources import list_sources
from tests.credentials.test_chain import write_profile, write_sdk_file
from tests.servers.metadata import MetadataServer

pytestmark = pytest.mark.usefixtures("bare_machine")


def found(**arguments):
    return [(source.place, source.credentials.masked_id) for source in list_sources(**arguments) if source.credentials]


def test_all_sources_are_listed_in_the_order_of_the_chain(bare_machine, monkeypatch):
    assert found() == []
    with MetadataServer() as server:
        monkeypatch.setattr("cosanim.credentials.instance_role.METADATA_ADDRESS", server.url)
        assert found() == [(f"CVM role at {server.url}", "***")]
        server.paths.clear()
        sdk, profile = write_sdk_file(bare_machine), write_profile(bare_machine)
        (bare_machine / ".cos.conf").write_text("[common]\nsecret_id = AKIDcoscmd1234567\nsecret_key = hush\n")
        monkeypatch.setenv("TENCENTCLOUD_SECRETID", "AKIDruntime123456")
        monkeypatch.setenv("TENCENTCLOUD_SECRETKEY", "hush")
        assert found() == [
            ("environment TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY", "AKID***3456"),
            (f"file {profile}", "***"),
            (f"file {sdk}", "***"),
            (f"file {bare_machine / '.cos.conf'}", "AKID***4567"),
        ]
        assert server.paths == [], "the metadata service is asked only if nothing else has credentials"
    assert [source.is_searched for source in list_sources()] == [True, True, True, False]
    assert list_sources()[0].credentials == find_credentials()


def test_a_source_without_credentials_says_why(bare_machine, monkeypatch):
    monkeypatch.setenv("TCCLI_PROFILE", "prod")
    variables, profile = list_sources()
    assert variables.credentials is profile.credentials is None
    assert "environment TENCENTCLOUD_SECRET_ID: not set" in variables.reasons
    assert profile.reasons == (f"file {bare_machine / '.tccli' / 'prod.credential'} (TCCLI_PROFILE): does not exist",)
    monkeypatch.setenv("HOME", "")
    monkeypatch.setattr("pathlib.Path.home", _no_home)
    assert list_sources()[1].reasons == ("home directory (TCCLI_PROFILE): cannot be determined",)


def _no_home():
    raise RuntimeError
