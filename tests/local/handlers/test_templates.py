"""Templates: create, update, delete and list, and jobs that use them."""

import io

import pytest
from PIL import Image

from cosanim.local import LocalService
from cosanim.local.storage import templates
from cosanim.models import (
    DeleteTemplateResponse,
    ListTemplatesResponse,
    TemplateResponse,
)
from cosanim.presets import PRESETS
from tests.local.support import (
    BUCKET,
    CI_HOST,
    COS_HOST,
    ask,
    describe,
    error_of,
    finished,
    job_body,
    refused,
    send,
    set_queue,
    submit,
)
from tests.local.videos import sample_video

VIDEO = "<Video><Codec>{codec}</Codec><Width> +0640 </Width><Height></Height><Fps>15</Fps></Video>"
WHOLE = "<TimeInterval><Start>0</Start><Duration>60</Duration></TimeInterval>"


def body(name, *, form="gif", codec="gif", rest=None, more=""):
    rest = VIDEO.format(codec=codec) + WHOLE if rest is None else rest
    container = f"<Container><Format>{form}</Format></Container>"
    return f"<Request><Tag>Animation</Tag><Name>{name}</Name>{more}{container}{rest}</Request>".encode()


def create(service, name, **options):
    host = options.pop("host", None)
    return ask(service, "POST", "/template", TemplateResponse, data=body(name, **options), host=host).template


def show(service, **params):
    return ask(service, "GET", "/template", ListTemplatesResponse, params=params)


def test_the_response_to_a_created_template_is_the_documented_one(service):
    template = create(service, "动图_a-1*")
    assert template.template_id.startswith("t1")
    assert (template.name, template.tag, template.bucket_id) == ("动图_a-1*", "Animation", BUCKET)
    assert template.category == "Custom"
    assert template.create_time == template.update_time
    video = template.trans_tpl.video
    assert (video.codec, video.width, video.height, video.fps) == ("gif", 640, "", 15)
    assert template.trans_tpl.time_interval.duration == 60
    assert show(service).template_list == [template]


def test_a_name_belongs_to_one_template_of_a_bucket(service):
    first, second = create(service, "one"), create(service, "two")
    assert refused(service, "POST", "/template", data=body("one")) == (400, "TemplateNameDuplicate")
    update = f"/template/{second.template_id}"
    assert refused(service, "PUT", update, data=body("one")) == (400, "TemplateNameDuplicate")
    assert ask(service, "PUT", update, TemplateResponse, data=body("two")).template.name == "two"
    assert send(service, "DELETE", f"/template/{first.template_id}").status_code == 200
    assert create(service, "one").template_id != first.template_id


def test_an_update_replaces_the_whole_template(service):
    old = create(service, "one")
    content = body("renamed", form="webp", rest="", more="<TemplateId>tother</TemplateId>")
    new = ask(service, "PUT", f"/template/{old.template_id}", TemplateResponse, data=content).template
    assert (new.template_id, new.name, new.create_time) == (old.template_id, "renamed", old.create_time)
    assert (new.trans_tpl.container.format, new.trans_tpl.video, new.trans_tpl.time_interval) == ("webp", None, None)
    assert show(service).template_list == [new]


def test_deleting_a_template_returns_its_id(service):
    template = create(service, "one")
    path = f"/template/{template.template_id}"
    assert ask(service, "DELETE", path, DeleteTemplateResponse).template_id == template.template_id
    assert show(service).template_list == []
    assert refused(service, "DELETE", path) == (400, "TemplateNotFound")
    assert refused(service, "PUT", path, data=body("one")) == (400, "TemplateNotFound")


def test_templates_belong_to_their_bucket(service):
    other = CI_HOST.replace(BUCKET, "second-1250000000")
    send(service, "PUT", "/", host=COS_HOST.replace(BUCKET, "second-1250000000"))
    send(service, "POST", "/mediabucket", host=other)
    theirs, ours = create(service, "same", host=other), create(service, "same")
    assert show(service).template_list == [ours]
    assert refused(service, "DELETE", f"/template/{theirs.template_id}") == (400, "TemplateNotFound")
    assert show(service, ids=theirs.template_id).non_exist_tids.template_id == [theirs.template_id]


def test_templates_are_filtered_and_listed_page_by_page(service):
    made = [create(service, f"{name}{number}") for number in range(6) for name in ("a", "b")]
    page = show(service)
    assert (page.total_count, page.page_number, page.page_size) == (12, 1, 10)
    assert page.template_list == made[:10]
    last = show(service, pageNumber="3", pageSize="5")
    assert (last.total_count, last.page_number, last.template_list) == (12, 3, made[10:])
    assert show(service, pageNumber="9").template_list == []
    assert show(service, name="b").template_list == made[1::2]
    assert show(service, tag="All", name="a5").total_count == 1
    assert show(service, tag="Animation").total_count == 12
    assert show(service, tag="Transcode").total_count == 0
    ids = f"{made[3].template_id},tnone,{made[1].template_id},C"
    found = show(service, ids=ids)
    assert found.template_list == [made[1], made[3]]
    assert found.non_exist_tids.template_id == ["tnone", "C"]
    assert show(service, ids=made[0].template_id).non_exist_tids is None


def test_official_templates_are_listed_and_cannot_be_changed(service):
    page = show(service, category="Official", pageSize="100")
    assert [template.template_id for template in page.template_list] == [p.template_id for p in PRESETS.values()]
    assert {template.category for template in page.template_list} == {"Official"}
    assert show(service, category="Official", name="webp_").total_count == 9
    preset = PRESETS["gif_640x360_every_10s"]
    found = show(service, ids=preset.template_id).template_list[0]
    assert (found.name, found.trans_tpl.video.animate_time_interval_of_frame) == ("gif_640*360_5", 10)
    assert show(service, ids=preset.template_id, category="Custom").template_list == []
    for method in ("PUT", "DELETE"):
        data = body("mine") if method == "PUT" else None
        assert refused(service, method, f"/template/{preset.template_id}", data=data) == (403, "AccessDenied")


def test_a_bucket_has_a_limited_number_of_templates(service, monkeypatch):
    monkeypatch.setattr(templates, "MAX_TEMPLATES", 2)
    create(service, "one"), create(service, "two")
    assert refused(service, "POST", "/template", data=body("three")) == (400, "CreatedTemplateNumLimit")


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (body("a b"), "Request.Name"),
        (body("n" * 65), "Request.Name"),
        (body("n", rest="<Video><Codec>gif</Codec><Width>5000</Width></Video>"), "Request.Video.Width"),
        (body("n").replace(b"Animation", b"Transcode"), "Request.Tag"),
        (body("n", form="mp4"), "Request.Container.Format"),
    ],
)
def test_a_template_has_the_limits_of_a_job(service, content, path):
    answer = send(service, "POST", "/template", data=content)
    assert (answer.status_code, error_of(answer).code) == (400, "InvalidArgument")
    assert path in error_of(answer).message


def with_template(template_id, *, inline=True, **options):
    content = job_body(**options)
    if not inline:
        start, end = content.index(b"<Animation>"), content.index(b"</Animation>") + len(b"</Animation>")
        content = content[:start] + content[end:]
    return content.replace(b"<Operation>", f"<Operation><TemplateId>{template_id}</TemplateId>".encode())


def test_the_template_of_a_job_takes_precedence_over_its_parameters(service):
    template = create(service, "mine", form="webp", codec="webp")
    job = submit(service, with_template(template.template_id))
    assert (job.operation.template_id, job.operation.template_name) == (template.template_id, "mine")
    assert job.operation.animation.container.format == "gif"
    done = finished(service, job.job_id)
    assert done.operation.media_result.output_file.object_name == ["out/result.webp"]
    assert done.operation.template_name == "mine"


def test_a_job_uses_its_template_as_it_was_at_submission(service):
    template = create(service, "mine", form="webp", codec="webp")
    set_queue(service, "Paused")
    changed, deleted = (submit(service, with_template(template.template_id, inline=False)) for _ in range(2))
    path = f"/template/{template.template_id}"
    ask(service, "PUT", path, TemplateResponse, data=body("other"))
    late = submit(service, with_template(template.template_id, inline=False))
    ask(service, "DELETE", path, DeleteTemplateResponse)
    set_queue(service, "Active")
    for job, name, extension in ((changed, "mine", "webp"), (deleted, "mine", "webp"), (late, "other", "gif")):
        done = finished(service, job.job_id)
        assert done.operation.template_name == name
        assert done.operation.animation is None
        assert done.operation.media_result.output_file.object_name == [f"out/result.{extension}"]


def test_a_job_uses_an_official_template(service):
    preset = PRESETS["webp_320x180_keyframes"]
    job = submit(service, with_template(preset.template_id, inline=False))
    assert job.operation.template_name == "webp_320*180_1"
    assert finished(service, job.job_id).operation.media_result.output_file.object_name == ["out/result.webp"]
    assert refused(service, "POST", "/jobs", data=with_template("tnone")) == (400, "TemplateNotFound")


def test_the_parameters_of_a_template_are_rendered():
    with LocalService() as service:
        send(service, "PUT", "/in/video.mp4", data=sample_video("bigbuckbunny.mp4").read_bytes())
        job = submit(service, with_template(PRESETS["gif_320x180_keyframes"].template_id))
        done = finished(service, job.job_id)
        assert (done.state, done.message) == ("Success", "")
        with Image.open(io.BytesIO(send(service, "GET", "/out/result.gif").content)) as image:
            assert (image.format, image.size) == ("GIF", (320, 180))
            assert image.n_frames < 25


def test_templates_survive_a_restart(tmp_path):
    with LocalService(data=tmp_path, render=False) as service:
        template = create(service, "kept")
        set_queue(service, "Paused")
        job = submit(service, with_template(template.template_id, inline=False))
    with LocalService(data=tmp_path, render=False) as service:
        assert show(service).template_list == [template]
        assert describe(service, job.job_id) == job
