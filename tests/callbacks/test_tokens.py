"""Tokens in callback URLs, which cannot be created without the secret."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cosanim import callbacks, validate
from tests.callbacks.callback_bodies import SECRET, request_of

BASES = [
    "https://example.com/cb",
    "https://example.com/cb?a=1&b=%26",
    "https://example.com?",
    "http://[2001:db8::1]:80/",
]
KEYS = ["k", "", "a b+c&d=e%20#?/", "键", "\u00fc", "\U0001f600", "\t\r\n", "a\x00b", "%41", "x" * 2000, "\ufffd"]


class TestTokens:
    """Callback URLs with a token."""

    @pytest.mark.parametrize("base", BASES)
    @pytest.mark.parametrize("key", KEYS, ids=lambda key: ascii(key[:20]))
    def test_verify_returns_the_key(self, base, key):
        address = callbacks.url(base, SECRET, key)
        assert callbacks.verify(address, SECRET) == key
        path = address.partition("://")[2].partition("/")[2]
        assert callbacks.verify(f"/{path}" if "?" in path else address, SECRET) == key
        assert SECRET not in address
        assert address.isascii()
        assert not any(c.isspace() for c in address)

    @given(key=st.text(max_size=30), secret=st.text(min_size=1, max_size=30), other=st.text(min_size=1, max_size=30))
    def test_another_secret_verifies_nothing(self, key, secret, other):
        assume(secret != other)
        address = callbacks.url("https://example.com/", secret, key)
        assert callbacks.verify(address, secret) == key
        assert callbacks.verify(address, other) is None

    def test_the_existing_query_is_kept_and_a_fragment_is_dropped(self):
        address = callbacks.url("https://example.com/cb?a=1&a=2#part?x=1", SECRET, "k")
        assert parse_qsl(urlsplit(address).query)[:2] == [("a", "1"), ("a", "2")]
        assert "part" not in address
        assert callbacks.verify(address, SECRET) == "k"

    def test_the_address_is_valid_in_a_request(self):
        for base in BASES[:2]:
            request = request_of(callback=callbacks.url(base, SECRET, "a b&c"))
            assert validate(request) == []

    def test_any_change_of_key_or_token_is_detected(self):
        address = callbacks.url("https://example.com/", SECRET, "key")
        start = address.index("cosanim-key")
        for index in range(start, len(address)):
            changed = address[:index] + ("A" if address[index] != "A" else "B") + address[index + 1 :]
            assert callbacks.verify(changed, SECRET) is None, changed

    @pytest.mark.parametrize(
        "change",
        [
            lambda a: a + "&cosanim-key=other",
            lambda a: a + "&cosanim-key=k",
            lambda a: a.replace("?", "?cosanim-key=k&"),
            lambda a: a + "&" + a.partition("?")[2],
            lambda a: a + "&cosanim-token=" + "0" * 64,
            lambda a: a.partition("&")[0],
            lambda a: a.replace("cosanim-key=k&", ""),
            lambda a: a.replace("?", "#"),
            lambda a: a.upper(),
            lambda a: a[:-1],
            lambda a: a + "0",
            lambda a: a + "%20",
            lambda a: a.replace("cosanim-token=", "cosanim-token=\ud800"),
            lambda a: a.replace("cosanim-key=", "cosanim-key=\ud800"),
            lambda a: a.replace("cosanim-key=", "cosanim-key=%ff"),
            lambda a: "http://[" + a,
            lambda a: a + "&x=1" * 200,
            lambda _: "",
            lambda _: "?cosanim-key=&cosanim-token=",
        ],
    )
    def test_doubled_missing_and_broken_parameters_verify_nothing(self, change):
        assert callbacks.verify(change(callbacks.url("https://example.com/", SECRET, "k")), SECRET) is None

    def test_other_parameters_may_be_added(self):
        address = callbacks.url("https://example.com/", SECRET, "k") + "&utm=1&x"
        assert callbacks.verify(address, SECRET) == "k"

    def test_a_space_may_arrive_as_a_plus(self):
        address = callbacks.url("https://example.com/", SECRET, "a b").replace("%20", "+")
        assert callbacks.verify(address, SECRET) == "a b"

    def test_an_empty_secret_is_refused(self):
        with pytest.raises(ValueError, match="empty"):
            callbacks.url("https://example.com/", "", "k")
        with pytest.raises(ValueError, match="empty"):
            callbacks.verify(callbacks.url("https://example.com/", SECRET, "k"), "")

    def test_a_second_token_is_refused(self):
        once = callbacks.url("https://example.com/", SECRET, "k")
        with pytest.raises(ValueError, match="already"):
            callbacks.url(once, SECRET, "k")
