"""Lines that type checkers reject: each that ends in ``# rejected`` has an error, and no other. Nothing here is run."""

from __future__ import annotations

from cosanim import AnimationClient, Credentials, Job, callbacks, decode, validate
from cosanim.models import BatchDetail, JobDetail, Video


def submissions(client: AnimationClient, text: str) -> None:
    client.submit("in.mp4", "out.${ext}", format="GIF")  # rejected
    client.submit("in.mp4", "out.${ext}", format=text)  # rejected
    client.submit("in.mp4", "out.${ext}", format="gif", codec="hgif")  # rejected
    client.submit("in.mp4", "out.${ext}", format="gif", width="a")  # rejected
    client.submit("in.mp4", "out.${ext}", format="gif", height=1.5)  # rejected
    client.submit("in.mp4", "out.${ext}", format="gif", fps="15")  # rejected
    client.submit("in.mp4", "out.${ext}", format="gif", keyframes_only="true")  # rejected
    client.submit("in.mp4", "out.${ext}", format="gif", qualty=80)  # rejected
    client.submit("in.mp4", "out.${ext}", preset="gif_1x1")  # rejected
    client.submit("in.mp4", "out.${ext}", template_id="t1", callback_format="xml")  # rejected
    client.submit("in.mp4", "out.${ext}", template_id="t1", callback_type="URL")  # rejected
    client.submit("in.mp4")  # rejected
    client.submit("in.mp4", "out.${ext}", "gif")  # rejected
    client.convert("in.mp4", "out.gif", format="png")  # rejected
    client.ensure_template("small", format="Gif")  # rejected
    client.ensure_template("small", loop=1)  # rejected
    client.submit_job({"Tag": "Animation"}, lenient=True)  # rejected
    client.submit("in.mp4", "out.${ext}", format="gif", allow={"overwrite-input"})  # rejected
    client.submit_job({"Tag": "Animation"}, allow=["suffix"])  # rejected
    client.submit_batch({"Name": "n"}, allow=None)  # rejected
    client.objects.url("cos://b/in.mp4", allow={"scheme"})  # rejected


def lists(client: AnimationClient) -> None:
    client.list_jobs(states=["Done"])  # rejected
    client.list_jobs(states="success")  # rejected
    client.list_jobs(order_by_time="asc")  # rejected
    client.list_batches(states=["Finished"])  # rejected
    client.list_batches(order_by_time="Newest")  # rejected
    client.list_queues(state="Pause")  # rejected
    client.list_queues(category="All")  # rejected
    client.list_templates(category="Preset")  # rejected


def results(client: AnimationClient, job: Job) -> None:
    job.output_key = "out.gif"  # rejected
    job.wait(60)  # rejected
    job.outputs()  # rejected
    client.wait("j1", timeout="60")  # rejected
    client.wait_many([5])  # rejected
    client.wait_many(["j1"], 60)  # rejected
    client.describe_job("j1").operation.media_result  # noqa: B018 # rejected
    batch: BatchDetail = client.describe_job("j1")  # rejected
    print(batch)


def others(client: AnimationClient, detail: JobDetail) -> None:
    AnimationClient("test-1250000000")  # rejected
    AnimationClient(credentials=("id", "key"))  # rejected
    AnimationClient(credentials=Credentials("id"))  # rejected
    client.objects.put("in.mp4", 5)  # rejected
    callbacks.render(detail, callback_format="yaml")  # rejected
    decode("<Response/>", JobDetail)  # rejected
    validate(b"<Request/>", "list_jobs")  # rejected
    Video(format="gif")  # rejected
