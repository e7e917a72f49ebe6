"""Jobs as the service lists them, made from the XML of the requests that submitted them."""

from datetime import UTC, datetime

from lxml import etree

from cosanim import decode, encode
from cosanim.models import ListJobsResponse
from cosanim.times import format_time
from tests.servers.loopback import BUCKET, REGION

START = 1_800_000_000
"""Unix time at which the jobs are created unless told otherwise."""


def listed_job(request, job_id="j1", *, at=START, edit=None):
    """Return the job of a request as the list shows it.

    ``edit`` is called with the element of the job, and may change it.
    """
    job = etree.Element("JobsDetail")
    etree.SubElement(job, "JobId").text = job_id
    etree.SubElement(job, "State").text = "Submitted"
    etree.SubElement(job, "CreationTime").text = "-" if at is None else format_time(datetime.fromtimestamp(at, UTC))
    sent = etree.fromstring(encode(request))
    source = sent.find("Input")
    etree.SubElement(source, "BucketId").text = BUCKET
    etree.SubElement(source, "Region").text = REGION
    job.extend([source, sent.find("Operation")])
    if edit is not None:
        edit(job)
    response = etree.Element("Response")
    response.append(job)
    return decode(etree.tostring(response), ListJobsResponse).jobs_detail[0]


def replacing(path, text):
    """Return an edit that sets the text of a node, or removes the node if the text is None."""

    def edit(job):
        node = job.find(path)
        if text is None:
            node.getparent().remove(node)
        else:
            node.text = text

    return edit
