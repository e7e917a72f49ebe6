"""Credentials in the files of tccli, of the SDKs and of coscmd."""

import json
from pathlib import Path

import pytest

from cosanim import ConfigurationError
from cosanim.credentials import CosConfProvider, Credentials, ProfileProvider, TencentCloudFileProvider
from cosanim.errors import CredentialsError
from tests.servers.peers import assert_no_secret

PROFILE = {"secretId": "AKIDprofile", "secretKey": "hush-key", "token": "hush-token"}
INI = "secret_id = AKIDini\nsecret_key = hush%key\n"
pytestmark = pytest.mark.usefixtures("bare_machine")


def written(home, name, content):
    path = home / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def missing(provider):
    with pytest.raises(CredentialsError) as caught:
        provider()
    assert_no_secret(caught.value)
    # Tools that report errors record the variables of each frame.
    frame = caught.value.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename != __file__:
            assert "hush" not in repr(frame.tb_frame.f_locals)
        frame = frame.tb_next
    (place,) = caught.value.searched_places
    return place


def test_a_profile_is_a_json_file_of_tccli(bare_machine, monkeypatch):
    written(bare_machine, ".tccli/prod.credential", json.dumps(PROFILE))
    written(bare_machine, ".tccli/default.credential", '\ufeff{"secretId": " d ", "secretKey": "k\\n", "token": ""}')
    assert ProfileProvider("prod")() == Credentials("AKIDprofile", "hush-key", "hush-token")
    assert ProfileProvider()() == Credentials("d", "k")
    monkeypatch.setenv("TCCLI_PROFILE", " prod ")
    assert ProfileProvider()().secret_id == "AKIDprofile"
    assert ProfileProvider("default")().secret_id == "d"
    monkeypatch.setenv("TCCLI_PROFILE", " ")
    assert ProfileProvider()().secret_id == "d"


@pytest.mark.parametrize(
    ("provider", "name", "section"),
    [(TencentCloudFileProvider, ".tencentcloud/credentials", "default"), (CosConfProvider, ".cos.conf", "common")],
)
def test_an_ini_file_has_its_values_in_one_section(bare_machine, provider, name, section):
    path = written(bare_machine, name, f"[other]\nsecret_id = o\n[{section}]\n{INI}[again]\nsecret_key = a\n")
    assert provider()() == Credentials("AKIDini", "hush%key")
    written(bare_machine, name, f"[{section}]\n{INI}token = hush-token\nbucket = b\n")
    assert provider()().token == "hush-token"
    assert provider(path=path)().token == "hush-token"
    written(bare_machine, name, f"[other]\n{INI}")
    assert missing(provider()) == f"file {path}: has no section [{section}]"
    written(bare_machine, name, f"[{section}]\nsecret_id = AKIDini\n[other]\n{INI}")
    assert missing(provider()) == f"file {path}: has no secret_key"


def test_a_missing_profile_names_those_that_exist(bare_machine, monkeypatch):
    path = bare_machine / ".tccli" / "prod.credential"
    assert missing(ProfileProvider("prod")) == f"file {path}: does not exist"
    for name in ("b", "a"):
        written(bare_machine, f".tccli/{name}.credential", "{}")
    assert missing(ProfileProvider("prod")) == f"file {path}: does not exist; the profiles are a, b"
    monkeypatch.setenv("TCCLI_PROFILE", "prod")
    assert missing(ProfileProvider()) == f"file {path} (TCCLI_PROFILE): does not exist; the profiles are a, b"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is not JSON, in line 1"),
        ('{"secretId": "a",\n "secretKey": "hush-key"', "is not JSON, in line 2"),
        ("[" * 40000, "is not JSON"),
        ('["hush"]', "is not a JSON object"),
        (b"\xffhush", "cannot be read: it is not UTF-8"),
        ("{}", "has no secretId and no secretKey"),
        ('{"secretKey": "hush-key", "secretId": " "}', "has no secretId"),
        ('{"secretKey": "hush-key", "secretId": 5}', "secretId is not a text"),
        (json.dumps(PROFILE | {"token": ["hush"]}), "token is not a text"),
    ],
)
def test_a_profile_that_cannot_be_used_is_told_without_its_contents(bare_machine, content, reason):
    path = written(bare_machine, ".tccli/prod.credential", content)
    assert missing(ProfileProvider("prod")) == f"file {path}: {reason}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("secret_key = hush-key\n", "is not an INI file, in line 1"),
        ("[default]\nsecret_id = a\nhush-key\n", "is not an INI file, in line 3"),
        ("[default]\n= hush\n", "is not an INI file, in line 2"),
        (f"[default]\n{INI}token = hush\n[default]\n{INI}", "has a section twice, in line 5"),
        (f"[default]\n{INI}secret_id = b\n", "has a name twice, in line 4"),
        ("", "has no section [default]"),
        ("[default]\n", "has no secret_id and no secret_key"),
    ],
)
def test_an_ini_file_that_cannot_be_used_is_told_without_its_contents(bare_machine, content, reason):
    path = written(bare_machine, ".tencentcloud/credentials", content)
    assert missing(TencentCloudFileProvider()) == f"file {path}: {reason}"


def test_a_file_that_cannot_be_opened_is_told(bare_machine):
    (bare_machine / ".cos.conf").mkdir()
    assert missing(CosConfProvider()).startswith(f"file {bare_machine / '.cos.conf'}: cannot be read: ")


def test_a_user_without_home_directory_has_no_files(monkeypatch):
    def home():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", home)
    assert missing(CosConfProvider()) == "home directory: cannot be determined"


@pytest.mark.parametrize("name", ["", " ", "../x", "a/b", "a\\b", "c:x", ".x", "a\n", "a\0b", 5])
def test_a_profile_is_a_name_and_no_path(monkeypatch, name):
    with pytest.raises(ConfigurationError, match="is the name of a profile of tccli"):
        ProfileProvider(name)
    if isinstance(name, str) and "\0" not in name and name.strip() not in {"", "a"}:
        monkeypatch.setenv("TCCLI_PROFILE", name)
        with pytest.raises(ConfigurationError, match="environment TCCLI_PROFILE is the name"):
            ProfileProvider()()
