"""What the page shows of times, sizes and documents."""

import pytest

from cosanim.local.page.rendering import page_url, seconds_text, size_text, xml_tokens


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (0.004, "under 0.01 s"), (0.5, "0.5 s"), (2, "2 s"), (59.994, "59.99 s"), (61.2, "1 min 1 s")],
)
def test_lengths_of_time(seconds, text):
    assert seconds_text(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (150_000, "146 KiB"), (1 << 30, "1.0 GiB")],
)
def test_sizes(size, text):
    assert size_text(size) == text


def test_the_parts_of_a_document_are_the_document_indented():
    data = '<A x="1"><B>&lt;b&gt; &amp; 视频</B><C/></A>'.encode()
    tokens = list(xml_tokens(data))
    assert "".join(text for _, text in tokens) == '<A x="1">\n  <B>&lt;b&gt; &amp; 视频</B>\n  <C/>\n</A>'
    assert [text for kind, text in tokens if kind == "name"] == ["A", "B", "B", "C", "A"]


@pytest.mark.parametrize(
    ("data", "text"), [(b'{"a":[1]}', '{\n  "a": [\n    1\n  ]\n}'), (b"<A", "<A"), (b"\xff", "\ufffd"), (b"", "")]
)
def test_other_documents_are_shown_as_text(data, text):
    assert list(xml_tokens(data)) == [("text", text)]


def test_urls_are_encoded():
    assert page_url("/object", bucket=None, key="a b&c=<d>/é") == "/local/page/object?key=a+b%26c%3D%3Cd%3E%2F%C3%A9"
