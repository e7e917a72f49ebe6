"""Headers of the client's own session, compared with those of requests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from cosanim.http.sessions.headers import Headers

NAMES = st.sampled_from(["A", "a", "B", "b", "Content-Type", "content-type", "CONTENT-TYPE"])
CHANGES = st.lists(st.tuples(NAMES, st.none() | st.sampled_from("xyz")))


@given(st.dictionaries(NAMES, st.sampled_from("xyz")), CHANGES)
def test_headers_hold_what_those_of_requests_hold(headers, changes):
    ours, theirs = Headers(headers), CaseInsensitiveDict(headers)
    for name, value in changes:
        if value is not None:
            ours[name] = theirs[name] = value
        elif name in theirs:
            del ours[name], theirs[name]
        else:
            with pytest.raises(KeyError):
                del ours[name]
    assert dict(ours.items()) == dict(ours) == dict(theirs.items())
    assert len(ours) == len(theirs)
    for name in ("A", "b", "Content-type", "gone"):
        assert (name in ours, ours.get(name)) == (name in theirs, theirs.get(name))


def test_only_texts_are_names():
    assert 1 not in Headers({"1": "x"})
