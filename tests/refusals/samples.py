"""Requests and keys for the tests of refusals."""

from cosanim.api.requests import build_animation, build_batch, build_request
from cosanim.refusals import refusals_of
from tests.servers.loopback import BUCKET, REGION

OUTPUT = "Request.Operation.Output.Object"


REGION_PATH = "Request.Operation.Output.Region"


OTHER = "other-1250000000"


JOB_ID = "j8d121820f5e411ec926ef19d53ba9c5d"


def job(input_key="in/clip.mp4", output_key="out/clip.${ext}", *, format_name="gif", bucket=BUCKET, **options):
    animation = None if "template_id" in options else build_animation(format=format_name, duration=5)
    options = {"output_region": REGION, "animation": animation} | options
    return build_request(input_key, output_key, output_bucket=bucket, **options)


def batch(output_key="out/${jobid}.${ext}", **source):
    animation = build_animation(format="gif", duration=5)
    source = source or {"prefix": "in/"}
    return build_batch("n", output_key, output_bucket=BUCKET, output_region=REGION, animation=animation, **source)


def batch_to(region):
    request = batch()
    request.operation.output.region = region
    return request


def found(request, **options):
    return refusals_of(request, bucket=BUCKET, region=REGION, **options)


def rules(request, **options):
    return [violation.rule for violation in found(request, **options)]


LEFT_OF_A_WILDCARD = [
    "out.{ext}",
    "out.{EXT}",
    "{jobid}/out.gif",
    "out/{JobId}.${ext}",
    "out.{{ext}}",
    "out.$ext",
    "out.$EXT",
    "$jobid.gif",
    "$jobid/out.gif",
    "out.$gif",
    "out.$hgif",
    "out.$webp",
    "out.$None",
    "out.None",
    f"out/${JOB_ID}.gif",
    "out.$ext動画",
    "out/.gif",
    ".gif",
    ".WEBP",
    "out/.${ext}",
    "out.",
    "out/.",
    "out/..",
    "output/",
    "/",
]


LEGAL = [
    "clip.gif",
    "a$b.gif",
    "{x}.gif",
    "{}.gif",
    "{name}/${ext}",
    "v1.0",
    "v1.0/clip",
    "clip",
    "C:/x",
    "C:/x/clip.gif",
    "a:b//c.gif",
    "urn:clip:1",
    "a/cos://b.gif",
    "видео/клип.gif",
    "動画/猫.${ext}",
    "🎬.gif",
    "a b+c&d=e%20?.gif",
    "cash$gift.gif",
    "$external.gif",
    "$extra/clip.gif",
    "$webpage.gif",
    "$jobids.gif",
    "$jpeg.gif",
    "$j123.gif",
    "100$.gif",
    "a$$b.gif",
    "a..gif",
    ".hidden/clip.gif",
    ".clip.gif",
    ".clip",
    "a.gif/b.gif",
    "a//b.gif",
    "gif",
    "ext",
    "{ext.gif",
    "ext}.gif",
    "out-${jobid}.gif",
    "${JobID}/out.${Ext}",
    "$${ext}",
    "a" * 850,
]
