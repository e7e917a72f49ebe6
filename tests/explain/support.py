"""What the tests of explanations share."""

from cosanim import Explanation
from tests.servers.loopback import BUCKET, REGION

PLAIN = {"format": "gif", "duration": 1}


def explained(client, job):
    found = client.explain(job.job_id)
    assert isinstance(found, Explanation)
    assert (found.job_id, found.bucket, found.region) == (job.job_id, BUCKET, REGION)
    assert found.request_id
    for finding in found.findings:
        assert finding.found
        assert finding.status in {"ok", "warning", "failed", "skipped"}
        assert finding.status != "failed" or (finding.meaning and finding.remedy)
    return found


def finding_of(explanation, name):
    (found,) = [finding for finding in explanation.findings if finding.name == name]
    return found


def names_of(explanation):
    return {finding.name: finding.status for finding in explanation.findings}
