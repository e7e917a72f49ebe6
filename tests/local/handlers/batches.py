"""Helpers for tests of batches."""

from cosanim.models import BatchResponse, ListBatchesResponse
from tests.local.support import BUCKET, REGION, ask, eventually, listed, send

GIF = "<Animation><Container><Format>gif</Format></Container></Animation>"
PREFIX = "<Prefix>in/</Prefix>"
OUTPUT = "out/${InventoryTriggerJobId}/${jobid}.${ext}"


def put(service, *keys, data=b"1"):
    for key in keys:
        assert send(service, "PUT", f"/{key}", data=data).status_code == 200


def body(inputs=PREFIX, *, param=GIF, output=OUTPUT, more="", name="demo"):
    place = f"<Output><Region>{REGION}</Region><Bucket>{BUCKET}</Bucket><Object>{output}</Object></Output>"
    return (
        f"<Request><Name>{name}</Name><Type>Job</Type><Input>{inputs}</Input><Operation><Tag>Animation</Tag>{place}"
        f"<JobParam>{param}</JobParam><QueueId>p1</QueueId>{more}</Operation></Request>"
    ).encode()


def start(service, *args, **options):
    content = body(*args, **options)
    return ask(service, "POST", "/inventorytriggerjob", BatchResponse, data=content).jobs_detail[0]


def describe_batch(service, batch_id):
    return ask(service, "GET", f"/inventorytriggerjob/{batch_id}", BatchResponse).jobs_detail[0]


def ended(service, batch_id):
    return eventually(lambda: found if (found := describe_batch(service, batch_id)).end_time != "-" else None)


def jobs_of(service, batch_id):
    page = listed(service, inventoryTriggerJobId=batch_id, orderByTime="Asc", size="100")
    return page.jobs_detail


def show(service, **params):
    return ask(service, "GET", "/inventorytriggerjob", ListBatchesResponse, params=params)
