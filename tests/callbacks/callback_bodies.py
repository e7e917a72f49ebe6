"""Helpers for tests of callbacks: a callback in XML, its parsing, and the matching request."""

import json

from cosanim import callbacks
from cosanim.api.requests import build_animation, build_request
from tests.servers.loopback import BUCKET, REGION
from tests.servers.support import PLAIN

JOB = (
    "<JobsDetail><Code>Success</Code><Message/><JobId>j1</JobId><Tag>Animation</Tag><State>Success</State>"
    "<Progress>100</Progress><EndTime>-</EndTime><Input><BucketId>test-1250000000</BucketId><Object>in.mp4</Object>"
    "{headers}</Input><Operation><Animation><Video><Codec>gif</Codec><Height></Height><Fps>15</Fps></Video></Animation>"
    "<Output><Region>ap-chongqing</Region><Bucket>test-1250000000</Bucket><Object>out.${{ext}}</Object></Output>"
    "<MediaInfo><Stream><Video><Index>0</Index><Level>-99</Level></Video><Audio/><Subtitle/></Stream></MediaInfo>"
    "<MediaResult><OutputFile><ObjectName>out.gif</ObjectName><ObjectPrefix/>"
    "<Md5Info><ObjectName>out.gif</ObjectName><Md5>d4</Md5></Md5Info></OutputFile></MediaResult>"
    "<UserData>u</UserData><JobLevel>0</JobLevel></Operation>{workflow}</JobsDetail>"
)
HEADERS = "<CosHeaders><Key>a</Key><Value>1</Value></CosHeaders><CosHeaders><Key>b</Key><Value>2</Value></CosHeaders>"
WORKFLOW = "<Workflow><Name/><RunId>i1</RunId><WorkflowId>w1</WorkflowId><WorkflowName>n</WorkflowName></Workflow>"
SECRET = "hush, the secret of the receiver"


def xml(headers="", workflow=""):
    job = JOB.format(headers=headers, workflow=workflow)
    return f"<Response><EventName>TaskFinish</EventName>{job}</Response>".encode()


def parse(value):
    return callbacks.parse(value if isinstance(value, bytes | str) else json.dumps(value).encode())


def request_of(output="out/${jobid}.${ext}", **more):
    options = {"user_data": "u"} | more
    return build_request(
        "in.mp4",
        output,
        output_bucket=BUCKET,
        output_region=REGION,
        animation=build_animation(**PLAIN),
        options=options,
    )
