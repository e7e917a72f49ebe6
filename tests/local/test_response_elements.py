"""Response elements of stored jobs."""

from cosanim.local.response_elements import job_detail
from cosanim.local.storage.database import Database
from cosanim.local.storage.job_records import NewJob, new_job_id
from cosanim.local.storage.jobs import JobStore
from cosanim.models import Animation, Container, SubmitJobRequest
from cosanim.xml.codec import decode
from tests.local.support import BUCKET, NOW, REGION, job_body


def detail_of(tmp_path, body, **more):
    database = Database(tmp_path / "sqlite")
    try:
        request = decode(body, SubmitJobRequest)
        new = NewJob(job_id=new_job_id(), bucket=BUCKET, region=REGION, queue_id="p1", request=request, **more)
        return job_detail(JobStore(database, clock=lambda: NOW).add(new))
    finally:
        database.close()


def test_blank_nodes_stay_blank_and_the_level_has_its_default(tmp_path):
    detail = detail_of(tmp_path, job_body(video="<Width>320</Width><Height></Height>"))
    video = detail.operation.animation.video
    assert (video.width, video.height, detail.operation.job_level, detail.queue_id) == (320, "", 0, "p1")


def test_a_job_with_a_template_has_the_name_of_the_template_and_the_parameters_that_were_sent(tmp_path):
    body = job_body(output_key="o.${ext}").replace(b"<Operation>", b"<Operation><TemplateId>t1</TemplateId>")
    animation = Animation(container=Container(format="webp"))
    operation = detail_of(tmp_path, body, template_name="mine", animation=animation).operation
    assert (operation.template_id, operation.template_name) == ("t1", "mine")
    assert operation.animation.container.format == "gif"
