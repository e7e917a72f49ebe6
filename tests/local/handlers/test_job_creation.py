"""Creating and describing jobs: the documented requests and responses."""

import pytest
from PIL import Image

from cosanim.local.rendering.placeholder import GIF, WEBP
from tests.local.support import BUCKET, REGION, finished, job_body, refused_job, send, submit


def test_the_documented_request_has_the_documented_response(service):
    answer = send(
        service,
        "POST",
        "/jobs",
        data=job_body(
            video="<Width>1280</Width><Fps>15</Fps>", operation="<UserData>mine</UserData><JobLevel>2</JobLevel>"
        ),
    )
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/xml"
    assert answer.headers["Server"] == "tencent-ci"
    assert answer.headers["Date"].endswith("GMT")
    assert answer.headers["x-ci-request-id"]
    assert "x-ci-trace-id" not in answer.headers
    assert {"Content-Length", "Content-Type", "Date", "Server", "x-ci-request-id"} == set(dict(answer.headers))
    assert answer.content.startswith(b"<Response><JobsDetail><Code>Success</Code><Message/><JobId>j")
    assert b"<State>Submitted</State>" in answer.content
    assert b"<StartTime>-</StartTime><EndTime>-</EndTime>" in answer.content
    assert b"Progress" not in answer.content
    job = finished(service, answer.text.partition("<JobId>")[2].partition("<")[0])
    assert (job.state, job.progress, job.tag) == ("Success", 100, "Animation")
    assert (job.input.bucket_id, job.input.object_key, job.input.region) == (BUCKET, "in/video.mp4", REGION)
    assert (job.operation.user_data, job.operation.job_level) == ("mine", 2)
    assert (job.operation.animation.video.width, job.operation.animation.video.fps) == (1280, 15)
    key = job.operation.media_result.output_file.object_name[0]
    result = send(service, "GET", f"/{key}")
    assert (result.content, result.headers["Content-Type"]) == (GIF, "image/gif")
    assert result.headers["ETag"] == f'"{job.operation.media_result.output_file.md5_info[0].md5}"'


def test_the_client_of_the_library_runs_a_job(service, tmp_path):
    client = service.client()
    job = client.submit("in/video.mp4", "mine/out.${ext}", format="gif", width=640, fps=15, start=0, duration=5)
    done = client.wait(job.job_id, timeout=30)
    assert done.operation.media_result.output_file.object_name == ["mine/out.gif"]
    client.objects.get("mine/out.gif", tmp_path / "out.gif")
    assert (tmp_path / "out.gif").read_bytes() == GIF


def test_placeholders_are_images(tmp_path):
    for data, name in ((GIF, "GIF"), (WEBP, "WEBP")):
        (tmp_path / name).write_bytes(data)
        with Image.open(tmp_path / name) as image:
            image.load()
            assert (image.format, image.size) == (name, (1, 1))


def test_without_rendering_a_webp_is_a_webp(service):
    body = job_body(container="<Container><Format>webp</Format></Container>", codec="webp")
    job = finished(service, submit(service, body).job_id)
    assert job.operation.media_result.output_file.object_name == ["out/result.webp"]
    assert send(service, "GET", "/out/result.webp").content == WEBP


def test_the_job_id_replaces_its_wildcard_and_the_details_show_the_wildcard(service):
    job = submit(service, job_body(output_key="${JobId}/o.${EXT}"))
    done = finished(service, job.job_id)
    assert done.operation.output.object_key == "${JobId}/o.${EXT}"
    assert done.operation.media_result.output_file.object_name == [f"{job.job_id}/o.gif"]


def test_several_jobs_are_described_in_one_request(service):
    first, second = submit(service, job_body()), submit(service, job_body())
    text = send(service, "GET", f"/jobs/{second.job_id},jx,{first.job_id},,jy,jx").text
    assert text.index(second.job_id) < text.index(first.job_id)
    assert "<NonExistJobIds>jx,jy</NonExistJobIds>" in text
    assert "NonExistJobIds" not in send(service, "GET", f"/jobs/{first.job_id}").text
    odd = send(service, "GET", "/jobs/j\x01<&>")
    assert "<NonExistJobIds>j\ufffd&lt;&amp;&gt;</NonExistJobIds>" in odd.content.decode()


def test_blank_optional_elements_count_as_absent(service):
    video = "<Width></Width><Height/><Fps></Fps><AnimateFramesPerSecond/><Quality> </Quality>"
    job = submit(service, job_body(video=video, more="<CallBack></CallBack><QueueId/>"))
    assert finished(service, job.job_id).state == "Success"
    assert job.queue_id.startswith("p")


def test_numbers_are_accepted_in_every_form_that_the_schema_allows(service):
    job = submit(service, job_body(video="<Width> +0640 </Width><Fps>015.50</Fps>"))
    video = job.operation.animation.video
    assert (str(video.width), str(video.fps)) == ("640", "15.50")


def test_every_violation_is_reported_with_its_path(service):
    body = job_body(video="<Width>5000</Width><Colour>red</Colour><Fps>0</Fps>", more="<CallBack>x</CallBack>")
    status, code, message = refused_job(service, body.replace(b"<Tag>Animation</Tag>", b""))
    assert (status, code) == (400, "InvalidArgument")
    for path in ("Tag", "Operation.Animation.Video.Width", "Video.Colour", "Video.Fps", "CallBack"):
        assert f"{path}: " in message, path


def test_a_job_with_an_unknown_template_is_refused(service):
    body = job_body(operation="").replace(b"<Operation>", b"<Operation><TemplateId>t1</TemplateId>")
    status, code, message = refused_job(service, body)
    assert (status, code) == (400, "TemplateNotFound")
    assert "t1" in message


@pytest.mark.parametrize("key", ["jobs/o.gif", "k" * 851, "讯" * 284, "k" * 820 + "${JobId}"], ids=range(4))
def test_an_output_cannot_have_a_path_of_the_api_or_a_long_text_as_key(service, key):
    status, code, message = refused_job(service, job_body(output_key=key))
    assert (status, code) == (400, "InvalidArgument")
    assert message.startswith("Request.Operation.Output.Object: ")
