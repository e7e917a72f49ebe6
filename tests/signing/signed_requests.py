"""Helpers for tests of signing: credentials, times and random texts."""

from hypothesis import strategies as st

from cosanim.credentials import Credentials

HOST = "test-1250000000.ci.ap-chongqing.myqcloud.com"
CREDENTIALS = Credentials("AKIDexampleexample", "not-a-real-key")
NOW = 1_700_000_000
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def window(text):
    start, end = text.split(";")
    return int(start), int(end)
