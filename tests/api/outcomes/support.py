"""Submitting to the services of these tests."""

from cosanim import RetryPolicy
from tests.servers.support import PLAIN

POLICY = RetryPolicy(jitter=0)


def ids(client):
    return [job.job_id for job in client.list_jobs()]


def submit(client, output="out.gif", **options):
    return client.submit("in.mp4", output, **PLAIN, **options)
