"""Replies to submissions that name another input or output than the request."""

import pytest

from cosanim import AdviceWarning, AnimationClient, SubmissionUnknown
from cosanim.api.requests import build_animation, build_batch
from tests.servers.loopback import BUCKET, CREDENTIALS, REGION, Loopback, client_of
from tests.servers.scripted import Scripted, job_for, reply
from tests.servers.support import PLAIN


def reply_naming(
    job_id="j1", key="in.mp4", bucket=BUCKET, region=REGION, output=None, out_bucket=BUCKET, out_region=REGION
):
    where = f"<Region>{out_region}</Region><Bucket>{out_bucket}</Bucket><Object>{output}</Object>"
    return (
        f"<Response><JobsDetail><JobId>{job_id}</JobId><State>Submitted</State><Input><BucketId>{bucket}</BucketId>"
        f"<Object>{key}</Object><Region>{region}</Region></Input><Operation><Output>{where if output else ''}</Output>"
        f"</Operation></JobsDetail></Response>"
    ).encode()


def outcome(loopback, body, output, **parameters):
    loopback.answers = [(200, body, {})]
    with client_of(loopback.url) as client:
        try:
            return client.submit("in.mp4", output, **parameters).job_id
        except SubmissionUnknown as error:
            return str(error)


TEMPLATE = {"template_id": "t1"}


@pytest.mark.parametrize(
    ("body", "output", "parameters"),
    [
        (reply_naming(), "out.gif", PLAIN),
        (reply_naming(key=""), "out.gif", PLAIN),
        (reply_naming(bucket="", region=""), "out.gif", PLAIN),
        (reply_naming(output="out.gif"), "out.gif", PLAIN),
        (reply_naming(output="out.${ext}"), "out.${ext}", PLAIN),
        (reply_naming(output="out.gif"), "out.${ext}", PLAIN),
        (reply_naming(output="out.gif"), "out.${ext}", PLAIN | {"format": "hgif"}),
        (reply_naming(output="out.webp"), "out.${EXT}", PLAIN | {"format": "webp"}),
        (reply_naming(output="j1/out.gif"), "${JobId}/out.${ext}", PLAIN),
        (reply_naming(output="out.webp"), "out.${ext}", TEMPLATE),
        (reply_naming(output="out.mp4"), "out.${ext}", TEMPLATE),
        (reply_naming(output="a+(b).gif"), "a+(b).${ext}", PLAIN),
    ],
)
def test_a_reply_that_names_the_request_is_accepted(loopback, body, output, parameters):
    assert outcome(loopback, body, output, **parameters) == "j1"


def test_a_template_decides_the_extension_also_beside_an_animation(loopback):
    animation = build_animation(**PLAIN)
    with pytest.warns(AdviceWarning, match="template-wins"):
        assert outcome(loopback, reply_naming(output="out.webp"), "out.${ext}", **TEMPLATE, animation=animation) == "j1"


@pytest.mark.parametrize(
    ("body", "output", "parameters", "named"),
    [
        (reply_naming(key="other.mp4"), "out.gif", PLAIN, "input 'other.mp4'"),
        (reply_naming(bucket="other-1250000000"), "out.gif", PLAIN, "bucket of the input 'other-1250000000'"),
        (reply_naming(region="ap-tokyo"), "out.gif", PLAIN, "region of the input 'ap-tokyo'"),
        (reply_naming(output="other.gif"), "out.gif", PLAIN, "output 'other.gif'"),
        (reply_naming(output="out.gif", out_bucket="o-1"), "out.gif", PLAIN, "bucket of the output 'o-1'"),
        (reply_naming(output="out.gif", out_region="ap-tokyo"), "out.gif", PLAIN, "region of the output 'ap-tokyo'"),
        (reply_naming(output="out.webp"), "out.${ext}", PLAIN, "output 'out.webp'"),
        (reply_naming(output="j2/out.gif"), "${jobid}/out.${ext}", PLAIN, "output 'j2/out.gif'"),
        (reply_naming(output="out.a/b"), "out.${ext}", TEMPLATE, "output 'out.a/b'"),
        (reply_naming(output="outxgif"), "out.${ext}", TEMPLATE, "output 'outxgif'"),
    ],
)
def test_a_reply_that_names_another_request_leaves_the_outcome_unknown(loopback, body, output, parameters, named):
    assert f"the reply names the {named}" in outcome(loopback, body, output, **parameters)


def test_a_reply_about_another_batch_leaves_the_outcome_unknown(client):
    def batch(output):
        return build_batch(
            "n",
            output,
            output_bucket=client.bucket,
            output_region=client.region,
            queue_id="p1",
            prefix="in/",
            animation=build_animation(**PLAIN),
        )

    for output in ("out/${InventoryTriggerJobId}/${jobid}.${ext}", "out/${jobid}.gif"):
        assert client.submit_batch(batch(output)).jobs_detail[0].job_id
    body = (
        b"<Response><JobsDetail><JobId>b1</JobId><Input><Prefix>%b</Prefix></Input><Operation><Output><Object>%b</Object>"
        b"</Output></Operation></JobsDetail></Response>"
    )
    for prefix, key, right in [
        (b"in/", b"out/b1.gif", True),
        (b"other/", b"out/b1.gif", False),
        (b"in/", b"out/b2.gif", False),
    ]:
        with Loopback(200, body % (prefix, key)) as server:
            other = AnimationClient(
                bucket=client.bucket, region=client.region, credentials=CREDENTIALS, endpoint=server.url
            )
            if right:
                response = other.submit_batch(batch("out/${InventoryTriggerJobId}.gif"), allow={"shared-output"})
                assert response.jobs_detail[0].job_id == "b1"
            else:
                with pytest.raises(SubmissionUnknown, match="the reply names"):
                    other.submit_batch(batch("out/${InventoryTriggerJobId}.gif"), allow={"shared-output"})
            other.close()


def test_after_a_reply_to_another_request_the_connections_are_closed():
    def answer(connection, request):
        connection.sendall(reply(job_for(request, 1).replace(b"a.mp4", b"z.mp4")))

    with Scripted(answer) as server, client_of(server.url) as client:
        with pytest.raises(SubmissionUnknown):
            client.submit("a.mp4", "b.gif", **PLAIN)
        client.submit("c.mp4", "b.gif", **PLAIN)
        assert server.connections == 2
