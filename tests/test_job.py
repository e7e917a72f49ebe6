"""``Job``: the handle of a submitted job, its result, and its token for another process."""

import copy
import multiprocessing
import pickle
import threading
from decimal import Decimal

import pytest

from cosanim import (
    ConfigurationError,
    Credentials,
    JobCancelled,
    JobFailed,
    NotFoundError,
    ResultUnavailable,
    ServiceError,
    WaitStopped,
    WaitTimeout,
)
from cosanim.http.endpoints import cos_host
from cosanim.job import Job
from cosanim.models import (
    JobDetail,
    Md5Info,
    MediaFormat,
    MediaInfo,
    MediaResult,
    MediaStream,
    OperationDetail,
    OutputDetail,
    OutputFile,
    VideoStream,
)
from tests.local.support import send
from tests.servers.loopback import BUCKET, REGION, client_of
from tests.servers.support import PLAIN, set_queue

RESULTS = ("output_key", "output_keys", "width", "height", "frames", "size", "duration", "md5", "output_bucket")


@pytest.fixture
def done(client):
    client.objects.put("in.mp4", b"a video")
    return client.submit("in.mp4", "out/${jobid}.${ext}", **PLAIN).wait(timeout=60)


def handle(detail):
    """Return a job whose client is never used."""
    return Job(client_of("http://127.0.0.1:9"), detail)


def success(**operation):
    return JobDetail(job_id="j1", state="Success", operation=OperationDetail(**operation))


class TestTokensAsIds:
    """A token where an id is expected."""

    def test_the_methods_that_take_one_id_take_a_token(self, client, done):
        token = f" {done.token()}\n"
        assert client.wait(token, timeout=60).job_id == done.job_id
        assert client.describe_job(token).job_id == done.job_id
        with pytest.raises(ServiceError):  # it has ended
            client.cancel_job(token)

    def test_a_token_of_another_bucket_is_used_there(self, loopback):
        with client_of(loopback.url) as client, pytest.raises(NotFoundError):
            client.describe_job(f"cosanim-job:{REGION}:other-1250000000:j9")
        assert loopback.requests[-1].headers["Host"] == f"other-1250000000.ci.{REGION}.myqcloud.com"

    def test_many_jobs_are_described_by_their_ids(self, loopback):
        with client_of(loopback.url) as client, pytest.raises(ConfigurationError, match=r"client\.job\(token\)"):
            client.describe_jobs(["j1", f"cosanim-job:{REGION}:{BUCKET}:j2"])
        assert loopback.requests == []


def test_a_wait_that_is_stopped_at_once_names_the_state_of_the_submission(loopback):
    stop = threading.Event()
    stop.set()
    with client_of(loopback.url) as client, pytest.raises(WaitStopped, match="last known state is Running") as caught:
        Job(client, JobDetail(job_id="j1", state="Running")).wait(stop=stop)
    assert (caught.value.job.state, loopback.requests) == ("Running", [])


def test_without_its_key_a_result_is_found_through_the_request():
    with pytest.raises(ResultUnavailable, match=r"detail\.operation\.output\.object_key") as caught:
        handle(success()).download("x")
    assert "download the result" not in str(caught.value)


class TestResult:
    """The result of a job, as plain values."""

    def test_a_finished_job_has_its_result_as_plain_values(self, done):
        assert type(done.output_key) is str
        assert done.output_key == f"out/{done.job_id}.gif"
        assert done.output_keys == [done.output_key]
        assert (done.output_bucket, done.output_region) == (BUCKET, REGION)
        assert [type(getattr(done, name)) for name in ("width", "height", "frames", "size")] == [int] * 4
        assert type(done.duration) is float
        assert len(done.md5) == 32

    def test_download_and_read_fetch_the_same_content(self, done, tmp_path):
        info = done.download(tmp_path / "out.gif")
        assert (tmp_path / "out.gif").read_bytes() == done.read()
        assert (info.size, info.etag) == (done.size, done.md5)

    def test_the_url_can_be_opened_by_anybody(self, done):
        import requests

        assert requests.get(done.output_url(expires=60), timeout=10).content == done.read()

    def test_a_result_in_another_bucket_is_found_there(self, service, client):
        client.objects.put("in.mp4", b"a video")
        other = client.at(bucket="other-1250000000")
        send(service, "PUT", "/", host=cos_host("other-1250000000", REGION))
        job = client.submit("in.mp4", "out.gif", **PLAIN, output_bucket="other-1250000000").wait(timeout=60)
        assert job.output_bucket == "other-1250000000"
        assert job.read() == other.objects.read("out.gif")

    @pytest.mark.parametrize("name", RESULTS)
    def test_before_the_end_no_result_is_available(self, paused_client, name):
        job = paused_client.submit("in.mp4", "out.gif", **PLAIN)
        with pytest.raises(ResultUnavailable, match=r"call wait\(\)") as caught:
            getattr(job, name)
        assert caught.value.job == job.detail

    @pytest.mark.parametrize("name", RESULTS)
    def test_a_failed_or_cancelled_job_raises_as_waiting_does(self, name):
        with pytest.raises(JobFailed):
            getattr(handle(JobDetail(job_id="j1", state="Failed", code="X")), name)
        with pytest.raises(JobCancelled):
            getattr(handle(JobDetail(job_id="j1", state="Cancel")), name)

    @pytest.mark.parametrize("name", [name for name in RESULTS if name != "output_bucket"])
    @pytest.mark.parametrize(
        "detail",
        [
            JobDetail(job_id="j1", state="Success"),
            success(),
            success(media_info=MediaInfo(), media_result=MediaResult()),
            success(media_info=MediaInfo(format=MediaFormat(size="", duration=""), stream=MediaStream())),
            success(media_result=MediaResult(output_file=OutputFile())),
        ],
        ids=["no operation", "empty operation", "empty nodes", "blank texts", "no keys"],
    )
    def test_a_value_that_the_service_left_out_is_named(self, name, detail):
        with pytest.raises(ResultUnavailable, match=r"left the .* of job j1 out"):
            getattr(handle(detail), name)

    def test_numbers_of_replies_become_plain_numbers(self):
        job = handle(
            success(
                media_info=MediaInfo(
                    format=MediaFormat(size=7, duration=Decimal("2.50")),
                    stream=MediaStream(video=[VideoStream(width=128, height=72, num_frames=25)]),
                )
            )
        )
        assert (job.size, job.duration, job.width, job.height, job.frames) == (7, 2.5, 128, 72, 25)

    def test_an_odd_number_is_named_with_its_value(self):
        job = handle(success(media_info=MediaInfo(format=MediaFormat(duration="2,5"))))
        with pytest.raises(ResultUnavailable, match="'2,5' as duration"):
            _ = job.duration

    def test_the_checksum_is_that_of_the_first_result(self):
        sums = [Md5Info(object_name="b.gif", md5="bb"), Md5Info(object_name="a.gif", md5="aa")]
        file = OutputFile(object_name=["a.gif", "b.gif"], md5_info=sums)
        assert handle(success(media_result=MediaResult(output_file=file))).md5 == "aa"

    def test_the_output_bucket_is_that_of_the_result_then_of_the_request_then_of_the_video(self):
        requested = OutputDetail(bucket="b-1", region="r-1")
        file = MediaResult(output_file=OutputFile(bucket="c-1"))
        assert handle(success(output=requested, media_result=file)).output_bucket == "c-1"
        assert handle(success(output=requested)).output_bucket == "b-1"
        assert handle(success(output=requested)).output_region == "r-1"
        assert handle(success()).output_bucket == BUCKET


class TestFollowing:
    """Polling, waiting for and cancelling a job."""

    def test_a_job_is_followed_to_its_end(self, client):
        client.objects.put("in.mp4", b"a video")
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        states = []
        assert job.wait(timeout=60, on_progress=lambda detail: states.append(detail.state)) is job
        assert states[-1] == job.state == job.detail.state == "Success"
        assert job.done()

    def test_refresh_polls_once_and_state_does_not(self, paused_client):
        job = paused_client.submit("in.mp4", "out.gif", **PLAIN)
        first = job.state
        set_queue(paused_client, "Active")
        assert job.state == first
        assert job.refresh() is job
        with pytest.raises(JobFailed):  # the video is missing
            job.wait(timeout=60)
        assert job.state == "Failed"
        assert job.done()

    def test_wait_of_a_finished_job_sends_nothing(self, done):
        before = done.detail
        assert done.wait(timeout=0).detail is before

    def test_client_wait_takes_a_job_and_returns_its_detail(self, client):
        client.objects.put("in.mp4", b"a video")
        job = client.submit("in.mp4", "out.gif", **PLAIN)
        detail = client.wait(job, timeout=60)
        assert isinstance(detail, JobDetail)
        assert detail is job.detail

    def test_a_cancelled_job_ends_as_cancelled(self, paused_client):
        job = paused_client.submit("in.mp4", "out.gif", **PLAIN)
        job.cancel()
        with pytest.raises(JobCancelled):
            job.wait(timeout=60)
        assert job.state == "Cancel"
        assert job.done()

    def test_a_timeout_leaves_the_job_with_its_last_state(self, paused_client):
        job = paused_client.submit("in.mp4", "out.gif", **PLAIN)
        with pytest.raises(WaitTimeout):
            job.wait(timeout=0)
        assert job.state in {"Submitted", "Pause"}
        assert not job.done()

    def test_stop_ends_a_wait_and_the_job_continues(self, paused_client):
        job = paused_client.submit("in.mp4", "out.gif", **PLAIN)
        stop = threading.Event()
        with pytest.raises(WaitStopped, match="it continues") as caught:
            job.wait(timeout=None, on_progress=lambda _: stop.set(), stop=stop)
        assert caught.value.job.job_id == job.job_id
        assert caught.value.job.state == job.state

    def test_a_stop_that_is_set_before_sends_nothing(self, loopback):
        stop = threading.Event()
        stop.set()
        with client_of(loopback.url) as client, pytest.raises(WaitStopped):
            client.wait("j1", stop=stop)
        assert loopback.requests == []


class TestTokens:
    """The token with which another process goes on."""

    def test_a_token_leads_to_the_same_job(self, client, done):
        again = client.job(done.token())
        assert again == done
        assert hash(again) == hash(done)
        assert again.state == "Success"
        assert again.read() == done.read()

    def test_an_id_leads_to_a_job_of_the_clients_bucket(self, client, done):
        assert client.job(done.job_id) == done

    def test_a_token_of_another_bucket_selects_that_bucket(self, client):
        job = client.job("cosanim-job:ap-beijing:other-1250000000:j1")
        assert (job.bucket, job.region, job.job_id) == ("other-1250000000", "ap-beijing", "j1")
        assert job.token() == "cosanim-job:ap-beijing:other-1250000000:j1"

    def test_nothing_is_sent_until_the_job_is_used(self, loopback):
        with client_of(loopback.url) as client:
            assert "not read yet" in repr(client.job("j1"))
        assert loopback.requests == []

    @pytest.mark.parametrize(
        "token", ["cosanim-job:", "cosanim-job:ap-beijing:b-1", "cosanim-job:a:b-1:j:k", "", "a,b"]
    )
    def test_a_damaged_token_is_refused(self, client, token):
        with pytest.raises(ConfigurationError):
            client.job(token)

    def test_a_job_that_does_not_exist_is_not_found_when_it_is_used(self, client):
        job = client.job("j0123456789")
        with pytest.raises(NotFoundError):
            _ = job.state

    def test_another_process_goes_on_with_a_token(self, service, done):
        context = multiprocessing.get_context("spawn")
        secrets = (service.credentials.secret_id, service.credentials.secret_key)
        with context.Pool(1) as pool:
            assert pool.apply(read_result, (service.url, secrets, done.token())) == done.read()

    def test_a_token_contains_no_secret_and_a_job_does_not_pickle(self, done):
        assert "secret" not in done.token()
        with pytest.raises(TypeError, match=r"pass token\(\)"):
            pickle.dumps(done)
        assert copy.copy(done) == copy.deepcopy(done) == done


def read_result(url, secrets, token):
    """Read the result of a job; runs in another process."""
    with client_of(url, credentials=Credentials(*secrets)) as client:
        return client.job(token).read()


class TestShown:
    """What a console and a notebook show."""

    def test_the_repr_is_one_line_with_the_result(self, done):
        text = repr(done)
        assert text.startswith(f"<Job {done.job_id!r}, Success, {done.output_key!r}, {done.width}x{done.height} px, ")
        assert "None" not in text
        assert "\n" not in text

    def test_the_repr_of_a_result_with_gaps_leaves_them_out(self):
        assert repr(handle(success())) == "<Job 'j1', Success>"
        assert repr(handle(JobDetail(job_id="j1"))) == "<Job 'j1', no state>"

    def test_a_notebook_shows_the_picture_of_a_small_result(self, done):
        assert '<img src="data:image/gif;base64,' in done._repr_html_()

    def test_a_notebook_shows_the_repr_of_anything_else(self, done, paused_client, monkeypatch):
        assert paused_client.submit("in.mp4", "out.gif", **PLAIN)._repr_html_().startswith("&lt;Job")
        monkeypatch.setattr("cosanim.job_result._LARGEST_PICTURE", 10)
        assert "<img" not in done._repr_html_()
        assert "<img" not in handle(success())._repr_html_()

    def test_a_notebook_shows_the_repr_while_the_service_is_down(self):
        file = OutputFile(object_name=["a.gif"])
        job = handle(success(media_result=MediaResult(output_file=file)))
        assert job._repr_html_() == "&lt;Job &#x27;j1&#x27;, Success, &#x27;a.gif&#x27;&gt;"
