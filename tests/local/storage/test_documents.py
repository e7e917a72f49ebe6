"""The cache of documents: each document is decoded once in the life of a job."""

import threading
from collections import Counter
from functools import partial

import pytest
from lxml import etree

from cosanim.errors import DecodeError
from cosanim.local import LocalService
from cosanim.local.storage import documents as storage_documents
from cosanim.local.storage.documents import Documents
from cosanim.models import Animation, Container, Video
from cosanim.xml import codec, normal_form, reader, validation
from cosanim.xml.codec import decode, encode
from tests.local.support import Receiver, eventually, job_body, send


@pytest.fixture
def counted(monkeypatch):
    """Counts of parsed documents and of objects read from elements."""
    counts = Counter()
    parse, read = etree.fromstring, reader.read

    def counted_parse(*args, **options):
        counts["parsed"] += 1
        return parse(*args, **options)

    def counted_read(*args, **options):
        counts["read"] += 1
        return read(*args, **options)

    monkeypatch.setattr(etree, "fromstring", counted_parse)
    for module in (codec, normal_form, validation):
        monkeypatch.setattr(module, "read", counted_read)
    return counts


def text_between(text, start, end):
    return text.partition(start)[2].partition(end)[0]


def submit(service, body):
    answer = send(service, "POST", "/jobs", data=body)
    assert answer.status_code == 200, answer.text
    return text_between(answer.text, "<JobId>", "</JobId>")


def describe(service, job_id):
    """Return the response as text, since decoding it would be counted."""
    return send(service, "GET", f"/jobs/{job_id}").text


@pytest.mark.parametrize("form", ["XML", "JSON"])
def test_the_body_of_a_job_is_parsed_once_and_nothing_is_parsed_again(counted, form):
    with LocalService(render=False) as service, Receiver() as receiver:
        send(service, "PUT", "/in/video.mp4", data=b"1")
        counted.clear()
        body = job_body(more=f"<CallBack>{receiver.url}</CallBack><CallBackFormat>{form}</CallBackFormat>")
        job_id = submit(service, body)
        eventually(lambda: receiver.callbacks)
        # Read twice, for the check and for the handler; and once for the media information.
        assert counted == {"parsed": 1, "read": 3}
        for _ in range(3):
            assert "<State>Success</State>" in describe(service, job_id)
        assert "<State>Success</State>" in send(service, "GET", "/jobs").text
        assert counted == {"parsed": 1, "read": 3}


def test_after_a_restart_a_job_is_decoded_when_it_is_first_needed(counted, tmp_path):
    with LocalService(render=False, data=tmp_path) as service:
        send(service, "PUT", "/in/video.mp4", data=b"1")
        ids = [submit(service, job_body(operation=f"<UserData>{number}</UserData>")) for number in range(2)]
        before = [eventually(partial(describe_success, service, job_id)) for job_id in ids]
    with LocalService(render=False, data=tmp_path) as service:
        counted.clear()
        assert [describe(service, ids[0]) for _ in range(3)] == [before[0]] * 3
        assert counted["parsed"] == 1
        assert [describe(service, ids[1]) for _ in range(3)] == [before[1]] * 3
        assert counted["parsed"] == 2


def describe_success(service, job_id):
    text = describe(service, job_id)
    return text if "<State>Success</State>" in text else None


def test_a_job_with_a_template_decodes_no_template_and_changes_no_parameters(counted):
    with LocalService(render=False) as service:
        send(service, "PUT", "/in/video.mp4", data=b"1")
        template = (
            b"<Request><Tag>Animation</Tag><Name>mine</Name><Container><Format>webp</Format></Container>"
            b"<Video><Codec>webp</Codec></Video></Request>"
        )
        template_id = text_between(send(service, "POST", "/template", data=template).text, "<TemplateId>", "<")
        body = job_body().replace(b"<Operation>", f"<Operation><TemplateId>{template_id}</TemplateId>".encode())
        counted.clear()
        for number in range(1, 4):
            job_id = submit(service, body)
            text = eventually(partial(describe_success, service, job_id))
            assert "out/result.webp" in text
            assert "<Format>gif</Format>" in text
            assert counted["parsed"] == number
        assert "<Format>webp</Format>" in send(service, "GET", "/template").text
        assert counted["parsed"] == 3


def test_a_batch_is_parsed_once_for_any_number_of_jobs(counted):
    with LocalService(render=False) as service:
        for number in range(5):
            send(service, "PUT", f"/in/{number}.mp4", data=b"1")
        operation = text_between(job_body().decode(), "<Operation>", "</Operation>")
        animation = text_between(operation, "<Animation>", "</Animation>")
        output = text_between(operation, "<Output>", "</Output>").replace("result", "${JobId}")
        batch = (
            f"<Request><Name>b</Name><Type>Job</Type><Input><Prefix>in/</Prefix></Input><Operation><Tag>Animation</Tag>"
            f"<QueueId>p1</QueueId><JobParam><Animation>{animation}</Animation></JobParam><Output>{output}</Output>"
            f"</Operation></Request>"
        ).encode()
        counted.clear()
        answer = send(service, "POST", "/inventorytriggerjob", data=batch)
        batch_id = text_between(answer.text, "<JobId>", "<")
        path = f"/inventorytriggerjob/{batch_id}"
        eventually(lambda: "<State>Success</State>" in send(service, "GET", path).text)
        assert send(service, "GET", "/jobs", params={"inventoryTriggerJobId": batch_id}).text.count("<JobsDetail>") == 5
        assert counted["parsed"] == 1


def animation(width):
    return Animation(container=Container(format="gif"), video=Video(codec="gif", width=width))


def test_the_least_recently_used_document_is_dropped_at_the_limit():
    documents = Documents(capacity=3 * 5000)
    made = [animation(width) for width in range(200, 203)]
    stored = [documents.store(one) for one in made]
    assert [documents.load(data, Animation) for data in stored] == made
    assert all(documents.load(data, Animation) is one for data, one in zip(stored, made, strict=True))
    documents.store(animation(300))
    # The first was dropped as the least recently used; loading it again drops the second.
    assert documents.load(stored[0], Animation) is not made[0]
    assert documents.load(stored[0], Animation) == made[0]
    assert documents.load(stored[2], Animation) is made[2]
    assert documents.load(stored[1], Animation) is not made[1]


def test_a_document_above_the_limit_is_decoded_each_time():
    documents = Documents(capacity=10)
    data = documents.store(animation(200))
    first = documents.load(data, Animation)
    assert (first, documents.load(data, Animation) is first) == (animation(200), False)


def test_equal_bytes_of_two_classes_are_two_documents():
    documents = Documents()
    data = b"<Container><Format>gif</Format></Container>"
    assert documents.load(data, Container) == Container(format="gif")
    with pytest.raises(DecodeError, match="root"):
        documents.load(data, Video)


def test_the_cache_stays_within_its_limit_when_threads_share_it(monkeypatch):
    documents = Documents(capacity=20 * 5000)
    failures = []

    def work(start):
        for round_ in range(300):
            made = animation(200 + (start + round_) % 40)
            data = documents.store(made)
            if documents.load(data, Animation) != made:
                failures.append(made)

    threads = [threading.Thread(target=work, args=(number * 7,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    decoded = []
    monkeypatch.setattr(storage_documents, "decode", lambda data, cls: decoded.append(data) or decode(data, cls))
    for data in {encode(animation(200 + number)) for number in range(40)}:
        documents.load(data, Animation)
    assert len(decoded) >= 15
