"""Binding buckets to the media service."""

import pytest

from cosanim.local import LocalService
from cosanim.models import CreateMediaBucketResponse, DescribeMediaBucketsResponse
from tests.local.support import BUCKET, CI_HOST, REGION, ask, finished, job_body, refused, send, submit

REGIONAL = f"ci.{REGION}.myqcloud.com"


@pytest.fixture
def service(running):
    running.reset()
    return running


def ci_host(bucket):
    return CI_HOST.replace(BUCKET, bucket)


def make(service, bucket, *, bind=True):
    send(service, "PUT", "/", host=ci_host(bucket).replace(".ci.", ".cos."))
    if bind:
        return ask(service, "POST", "/mediabucket", CreateMediaBucketResponse, host=ci_host(bucket)).media_bucket
    return None


def show(service, *, host=REGIONAL, **params):
    return ask(service, "GET", "/mediabucket", DescribeMediaBucketsResponse, host=host, params=params)


@pytest.mark.parametrize("host", [REGIONAL, f"cos.{REGION}.myqcloud.com", "127.0.0.1:80", "localhost", CI_HOST])
def test_the_own_bucket_is_bound_at_the_start_and_listed_on_every_form_of_host(service, host):
    page = show(service, host=host)
    assert (page.total_count, page.page_number, page.page_size) == (1, 1, 10)
    (bucket,) = page.media_bucket_list
    assert (bucket.bucket_id, bucket.name, bucket.region) == (BUCKET, BUCKET, REGION)
    assert bucket.create_time


def test_a_bucket_is_bound_once(service):
    assert refused(service, "POST", "/mediabucket") == (403, "MediaBucketAlreadyBinded")
    bound = make(service, "second-1250000000")
    assert (bound.bucket_id, bound.region) == ("second-1250000000", REGION)
    assert bound in show(service).media_bucket_list
    host = ci_host("second-1250000000")
    assert refused(service, "POST", "/mediabucket", host=host) == (403, "MediaBucketAlreadyBinded")


def test_a_bucket_that_does_not_exist_is_not_bound(service):
    host = ci_host("nobody-1250000000")
    assert refused(service, "POST", "/mediabucket", host=host) == (400, "ResourceNotFound")
    assert refused(service, "POST", "/mediabucket", host=REGIONAL) == (400, "InvalidHost")
    abroad = CI_HOST.replace(REGION, "ap-beijing")
    assert refused(service, "POST", "/mediabucket", host=abroad) == (400, "InvalidHost")


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/jobs"), ("GET", "/jobs"), ("GET", "/jobs/j1"), ("GET", "/template"), ("GET", "/queue")],
)
def test_apis_refuse_a_bucket_that_is_not_bound(service, method, path):
    make(service, "second-1250000000", bind=False)
    host = ci_host("second-1250000000")
    assert refused(service, method, path, host=host, data=job_body()) == (400, "MediaBucketUnBinded")
    make(service, "second-1250000000")
    assert send(service, method, path, host=host, data=job_body()).status_code == 200


def test_a_job_may_write_into_a_bucket_that_is_not_bound(service):
    make(service, "second-1250000000", bind=False)
    send(service, "PUT", "/in/video.mp4", data=b"1")
    job = submit(service, job_body(bucket="second-1250000000"))
    assert finished(service, job.job_id).state == "Success"


def test_buckets_are_filtered_and_listed_page_by_page(service):
    for name in ("alpha-1", "beta-1", "alpine-1"):
        make(service, name)
    names = [bucket.bucket_id for bucket in show(service).media_bucket_list]
    assert names == ["alpha-1", "alpine-1", "beta-1", BUCKET]
    for params, expected in (
        ({"bucketName": "al"}, ["alpha-1", "alpine-1"]),
        ({"bucketNames": "beta-1,alpha-1,none-1"}, ["alpha-1", "beta-1"]),
        ({"regions": f"ap-beijing,{REGION}"}, names),
        ({"regions": "ap-beijing"}, []),
        ({"pageSize": "3", "pageNumber": "2"}, [BUCKET]),
    ):
        page = show(service, **params)
        assert [bucket.bucket_id for bucket in page.media_bucket_list] == expected, params
    assert show(service, pageSize="1").total_count == 4


def test_bound_buckets_stay_bound_after_a_restart(tmp_path):
    with LocalService(data=tmp_path, render=False) as service:
        make(service, "second-1250000000")
        before = show(service).media_bucket_list
    with LocalService(data=tmp_path, render=False) as service:
        assert show(service).media_bucket_list == before


def test_a_service_can_start_with_its_bucket_unbound_and_resets_to_that():
    with LocalService(render=False, bound=False) as service:
        for _ in range(2):
            assert show(service).total_count == 0
            assert refused(service, "GET", "/queue") == (400, "MediaBucketUnBinded")
            ask(service, "POST", "/mediabucket", CreateMediaBucketResponse)
            assert show(service).total_count == 1
            service.reset()
