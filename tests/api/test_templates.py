"""Templates and presets: both documented forms of the reply, ``ensure_template``, and ids of presets."""

from decimal import Decimal

import pytest

from cosanim import AdviceWarning, InvalidRequestError, NotFoundError, PermissionDeniedError, SchemaError, decode
from cosanim.api.requests import build_animation
from cosanim.api.templates import template_of, template_request, update_request
from cosanim.models import (
    Animation,
    Container,
    CreateTemplateRequest,
    SubmitJobRequest,
    TemplateResponse,
    TimeInterval,
    Video,
)
from cosanim.presets import PRESETS
from tests.servers.loopback import JOB, Loopback, client_of

CONTENT = (
    "<TemplateId>t1</TemplateId><Name>n</Name><Tag>Animation</Tag><BucketId>test-1250000000</BucketId>"
    "<Category>Custom</Category><TransTpl><Container><Format>gif</Format></Container>{video}"
    "<TimeInterval><Start>0</Start><Duration>5</Duration></TimeInterval></TransTpl>"
    "<CreateTime>2022-06-27T15:23:10+0800</CreateTime><UpdateTime/>"
)
VIDEO = "<Video><Codec>gif</Codec><Width>640</Width><Height></Height><Fps>15.0</Fps><Quality/></Video>"


def reply(video="", *, level):
    content = CONTENT.format(video=video)
    inner = f"<Template>{content}</Template>" if level else content
    return f"<Response><RequestId>r</RequestId>{inner}</Response>".encode()


def listed(video="", name="n"):
    content = CONTENT.format(video=video).replace("<Name>n<", f"<Name>{name}<")
    return f"<Response><TotalCount>1</TotalCount><TemplateList>{content}</TemplateList></Response>".encode()


def create(client, name, **parameters):
    animation = build_animation(**{"format": "gif", "width": 320, "duration": 5} | parameters)
    return template_of(client.create_template(template_request(name, animation)))


class TestBothForms:
    """Replies with and without the element Template: the table of the page lacks it, its samples have it."""

    def test_both_forms_give_the_same_template(self):
        with_level, without = (template_of(decode(reply(VIDEO, level=level), TemplateResponse)) for level in (1, 0))
        assert with_level == without
        assert with_level.template_id == "t1"
        assert with_level.trans_tpl.video.fps == Decimal("15.0")

    def test_an_empty_level_beside_the_content_does_not_hide_it(self):
        data = reply(level=False).replace(b"<RequestId>", b"<Template/><RequestId>")
        assert template_of(decode(data, TemplateResponse)).template_id == "t1"

    @pytest.mark.parametrize("level", [True, False])
    def test_the_client_accepts_both_forms(self, level):
        with Loopback(200, reply(level=level)) as server, client_of(server.url) as client:
            response = client.create_template(template_request("n", build_animation(format="gif", duration=5)))
            assert response.request_id == "r"
            assert template_of(response).name == "n"
            made = client.update_template(
                "t1", update_request(template_request("n", build_animation(format="gif", duration=5)))
            )
            assert template_of(made).template_id == "t1"

    def test_unknown_elements_are_kept_in_both_forms(self):
        for level in (True, False):
            data = reply(level=level).replace(b"<UpdateTime/>", b"<UpdateTime/><Neu>1</Neu>")
            assert [node.name for node in template_of(decode(data, TemplateResponse)).unknown] == ["Neu"]


class TestTemplates:
    """Templates of the local service: created, read, replaced, deleted and listed."""

    def test_a_template_is_created_described_updated_and_deleted(self, client):
        made = create(client, "模板_a-*", fps=15)
        assert (made.name, made.category, made.trans_tpl.video.fps) == ("模板_a-*", "Custom", 15)
        assert client.describe_template(made.template_id) == made
        animation = Animation(container=Container(format="gif"), time_interval=TimeInterval(duration=5))
        request = update_request(template_request("renamed", animation))
        changed = client.update_template(made.template_id, request)
        assert changed.request_id
        assert changed.template.template_id == made.template_id
        assert changed.template.trans_tpl.video is None
        deleted = client.delete_template(made.template_id)
        assert (deleted.template_id, bool(deleted.request_id)) == (made.template_id, True)
        with pytest.raises(NotFoundError) as caught:
            client.describe_template(made.template_id)
        assert caught.value.request_id
        assert caught.value.code == "TemplateNotFound"

    @pytest.mark.parametrize("size", [1, 2, None])
    def test_templates_are_listed_page_by_page(self, client, size):
        ids = [create(client, f"t{n}").template_id for n in range(3)]
        assert [found.template_id for found in client.list_templates(size=size)] == ids
        assert [found.template_id for found in client.list_templates(tag=None, size=size)] == ids
        assert [found.template_id for found in client.list_templates(ids=iter(ids[:2]), size=size)] == ids[:2]
        assert [found.template_id for found in client.list_templates(name="t1", size=size)] == [ids[1]]
        assert list(client.list_templates(tag="Watermark", size=size)) == []

    def test_official_templates_are_listed_separately(self, client):
        found = {template.template_id for template in client.list_templates(category="Official", size=7)}
        assert found == {preset.template_id for preset in PRESETS.values()}
        assert list(client.list_templates()) == []

    def test_a_preset_is_described_by_its_id_and_cannot_be_changed(self, client):
        preset = PRESETS["gif_320x180_10fps"]
        found = client.describe_template(preset.template_id)
        assert (found.category, found.trans_tpl.video.width) == ("Official", 320)
        with pytest.raises(PermissionDeniedError):
            client.delete_template(preset.template_id)

    def test_a_taken_name_is_refused_with_a_request_id(self, client):
        create(client, "n")
        with pytest.raises(InvalidRequestError, match="TemplateNameDuplicate") as caught:
            create(client, "n")
        assert caught.value.request_id

    @pytest.mark.parametrize(
        "request_",
        [
            CreateTemplateRequest(tag="Animation", name="a b", container=Container(format="gif")),
            CreateTemplateRequest(tag="Animation", name="", container=Container(format="gif")),
            CreateTemplateRequest(tag="Animation", name="n", container=None),
            CreateTemplateRequest(tag="Video", name="n", container=Container(format="gif")),
            template_request("n", build_animation(format="gif", width=64)),
        ],
    )
    def test_a_template_that_breaks_the_schema_is_never_sent(self, loopback, request_):
        with client_of(loopback.url) as client:
            with pytest.raises(SchemaError):
                client.create_template(request_)
            with pytest.raises(SchemaError):
                client.update_template("t1", update_request(request_))
        assert loopback.requests == []


class TestEnsure:
    """``ensure_template``: the template exists, is created, or exists with other parameters."""

    def test_a_missing_template_is_created_once(self, client):
        first = client.ensure_template("n", format="gif", width=640, fps=15, duration=5)
        second = client.ensure_template("n", format="gif", width=640, fps=15, duration=5)
        assert (first.created, second.created) == (True, False)
        assert first.template == second.template
        assert second.differences == ()
        assert len(list(client.list_templates())) == 1

    def test_a_template_whose_name_only_has_the_same_prefix_is_not_used(self, client):
        create(client, "name-2")
        assert client.ensure_template("name", format="gif", duration=5).created

    def test_the_template_is_found_on_a_later_page(self, client):
        for n in range(12):
            create(client, f"n-{n}")
        create(client, "n")
        assert not client.ensure_template("n", format="gif", width=320, duration=5).created

    def test_differences_are_returned_and_logged_and_nothing_is_changed(self, client, caplog):
        made = create(client, "n", width=320)
        with pytest.warns(AdviceWarning, match="no-duration"):
            ensured = client.ensure_template("n", format="webp", width=640, quality=80)
        assert ensured.template == made
        assert set(ensured.differences) == {
            "TransTpl.Container.Format is gif, not webp",
            "TransTpl.Video.Codec is gif, not webp",
            "TransTpl.Video.Width is 320, not 640",
            "TransTpl.Video.Quality is unset, not 80",
            "TransTpl.TimeInterval.Duration is 5, not unset",
        }
        assert caplog.text.count("template n exists and differs") == 5
        assert client.describe_template(made.template_id) == made

    @pytest.mark.parametrize("video", [VIDEO, VIDEO.replace("15.0", "15"), VIDEO.replace("<Quality/>", "")])
    @pytest.mark.parametrize("fps", [15, 15.0, Decimal("15.00")])
    def test_numbers_are_compared_by_value_and_blank_counts_as_absent(self, video, fps):
        with Loopback(200, listed(video)) as server, client_of(server.url) as client:
            assert client.ensure_template("n", format="gif", width=640, fps=fps, duration=5).differences == ()
            assert [received.method for received in server.requests] == ["GET"]

    @pytest.mark.filterwarnings("ignore::cosanim.OddValueWarning")
    @pytest.mark.parametrize("text", ["640px", "0640", "-"])
    def test_an_odd_value_is_a_difference(self, text):
        with Loopback(200, listed(VIDEO.replace("640", text))) as server, client_of(server.url) as client:
            ensured = client.ensure_template("n", format="gif", width=640, fps=15, duration=5)
        assert ensured.differences == (f"TransTpl.Video.Width is {text}, not 640",)

    def test_a_template_without_parameters_differs_in_all_of_them(self):
        data = b"<Response><TemplateList><Name>n</Name></TemplateList></Response>"
        with Loopback(200, data) as server, client_of(server.url) as client:
            ensured = client.ensure_template("n", format="gif", start=1, duration=5)
        assert len(ensured.differences) == 4

    def test_unknown_nodes_and_defaults_are_no_difference(self):
        video = VIDEO.replace("<Quality/>", "<Neu>1</Neu><AnimateOnlyKeepKeyFrame>false</AnimateOnlyKeepKeyFrame>")
        with Loopback(200, listed(video)) as server, client_of(server.url) as client:
            assert client.ensure_template("n", format="gif", width=640, fps=15, duration=5).differences == ()

    @pytest.mark.parametrize("parameters", [{}, {"format": "gif", "width": 1}, {"format": "avi"}])
    def test_parameters_that_break_the_schema_are_refused_whether_or_not_the_template_exists(self, parameters):
        with Loopback(200, listed(VIDEO)) as server, client_of(server.url) as client:
            with pytest.raises(SchemaError):
                client.ensure_template("n", **parameters)
            assert server.requests == []

    def test_an_animation_object_excludes_flat_parameters(self, loopback):
        animation = Animation(container=Container(format="gif"), video=Video(codec="gif"), time_interval=TimeInterval())
        with client_of(loopback.url) as client, pytest.raises(TypeError, match="not both"):
            client.ensure_template("n", animation=animation, width=640)


class TestPresets:
    """Official templates by name."""

    @pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
    def test_the_id_of_a_preset_is_sent(self, preset):
        with Loopback(200, JOB) as server, client_of(server.url) as client:
            client.submit("in.mp4", "out.${ext}", preset=preset.name)
            operation = decode(server.requests[0].body, SubmitJobRequest).operation
        assert (operation.template_id, operation.animation) == (preset.template_id, None)

    def test_the_local_service_has_the_presets(self, client):
        job = client.submit("in.mp4", "out.${ext}", preset="webp_640x360_keyframes")
        assert job.detail.operation.template_name == "webp_640*360_4"

    @pytest.mark.parametrize("name", ["", "gif", "GIF_640x360_keyframes", "gif_640*360_4"])
    def test_an_unknown_name_is_refused_with_all_names(self, loopback, name):
        with client_of(loopback.url) as client, pytest.raises(ValueError, match="gif_640x360_keyframes"):
            client.submit("in.mp4", "out.gif", preset=name)
        assert loopback.requests == []

    def test_a_preset_excludes_a_template(self, loopback):
        with client_of(loopback.url) as client, pytest.raises(TypeError, match="template_id or preset"):
            client.submit("in.mp4", "out.gif", preset="gif_640x360_keyframes", template_id="t1")
        assert loopback.requests == []
