"""Objects in and out, their addresses, and signatures."""

import re

import pytest
import requests

from cosanim.signing import sign
from tests.cli.support import process
from tests.local.support import CREDENTIALS
from tests.servers.loopback import BUCKET, CI_HOST


class TestObjects:
    """put, get and url."""

    def test_a_file_goes_in_and_comes_out(self, cosanim, tmp_path):
        (tmp_path / "a").write_bytes(b"content")
        assert cosanim("put", tmp_path / "a", "视 频/a.mp4") == (0, "视 频/a.mp4 7 bytes\n", "")
        assert cosanim("get", "视 频/a.mp4", tmp_path / "b") == (0, f"{tmp_path / 'b'} 7 bytes\n", "")
        assert (tmp_path / "b").read_bytes() == b"content"

    def test_json_holds_the_facts(self, cosanim, tmp_path):
        (tmp_path / "a").write_bytes(b"content")
        put = cosanim("put", tmp_path / "a", "k", "--json", "--content-type", "video/mp4").json
        assert (put["key"], put["size"], put["etag"]) == ("k", 7, "9a0364b9e99bb480dd25e1f0284c8555")
        assert put["request_id"]
        got = cosanim("get", "k", tmp_path / "b", "--json").json
        assert (got["key"], got["size"], got["file"]) == ("k", 7, str(tmp_path / "b"))
        url = cosanim("url", "k", "--json", "--expires", "60").json
        assert (url["key"], url["expires"]) == ("k", 60)
        reply = requests.get(url["url"], timeout=5)
        assert (reply.content, reply.headers["Content-Type"]) == (b"content", "video/mp4")

    def test_an_address_is_one_line(self, cosanim):
        ran = cosanim("url", "k")
        assert ran.code == 0
        assert re.fullmatch(rf"http://127\.0\.0\.1:\d+/{BUCKET}/k\?\S+\n", ran.out)

    def test_a_missing_object_exits_3_and_leaves_no_file(self, cosanim, tmp_path):
        ran = cosanim("get", "missing", tmp_path / "f")
        assert (ran.code, ran.out) == (3, "")
        assert "NoSuchKey" in ran.err
        assert list(tmp_path.iterdir()) == []

    def test_a_missing_file_exits_2(self, cosanim, tmp_path):
        ran = cosanim("put", tmp_path / "nowhere", "k")
        assert ran.code == 2
        assert "nowhere" in ran.err

    def test_a_target_in_a_missing_folder_is_named(self, cosanim, tmp_path):
        ran = cosanim("get", "k", tmp_path / "no" / "f")
        assert (ran.code, ran.out) == (2, "")
        assert str(tmp_path / "no") in ran.err

    @pytest.mark.parametrize("size", [0, 7, 300_000])
    def test_of_a_pipe_the_bytes_that_were_sent_are_told(self, service, cosanim, client, tmp_path, size):
        content = b"x" * size
        ran = process("put", "/dev/stdin", "k", "--json", url=service.url, stdin=content)
        assert (ran.code, ran.json["size"]) == (0, size), ran.err
        client.objects.get("k", tmp_path / "f")
        assert (tmp_path / "f").read_bytes() == content
        assert process("put", "/dev/stdin", "k", url=service.url, stdin=content).out == f"k {size} bytes\n"
        assert cosanim("get", "k", tmp_path / "g").code == 0

    def test_what_is_fetched_to_standard_output_is_not_mixed_with_words(self, service, cosanim, tmp_path):
        (tmp_path / "a").write_bytes(b"content")
        assert cosanim("put", tmp_path / "a", "k").code == 0
        for words in ((), ("--json",)):
            ran = process("get", "k", "/dev/stdout", *words, url=service.url)
            assert (ran.code, ran.out) == (0, "content"), ran.err
            assert "7" in ran.err

    @pytest.mark.parametrize(
        "words",
        [
            ("put", "/", "k"),
            ("get", "k", "/"),
            ("get", "k", ""),
            ("get", "k", "/proc/f"),
            ("url", "k", "--expires", "0"),
        ],
    )
    def test_impossible_arguments_exit_2(self, cosanim, words):
        assert cosanim(*words).code == 2


class TestSign:
    """sign prints what the library signs."""

    WORDS = ("sign", "get", "/jobs/j 1", "--param", "a=1=2", "--param", "cancel", "--header", f"Host: {CI_HOST}")

    def test_the_value_is_that_of_the_library(self, cosanim):
        ran = cosanim(*self.WORDS, "--key-time", "1000;2000")
        assert ran == (
            0,
            sign(
                method="get",
                path="/jobs/j 1",
                params=[("a", "1=2"), ("cancel", "")],
                headers=[("host", CI_HOST)],
                credentials=CREDENTIALS,
                key_time=(1000, 2000),
            )
            + "\n",
            "",
        )

    def test_json_shows_the_stages(self, cosanim):
        found = cosanim(*self.WORDS, "--json").json
        assert found["authorization"].startswith("q-sign-algorithm=sha1&q-ak=AKIDlocal&")
        assert found["http_string"].startswith("get\n/jobs/j 1\na=1%3D2&cancel=\n")
        assert found["string_to_sign"].startswith("sha1\n")
