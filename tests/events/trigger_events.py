"""Events of COS triggers, as COS writes them."""

from urllib.parse import quote

AUTHORIZATION = "q-sign-algorithm=sha1&q-ak=AKIDexample&q-signature=0123456789abcdef"


def record_of(
    key="videos/demo.mp4",
    *,
    name="examplebucket",
    appid="1250000000",
    region="cd",
    event_name="cos:ObjectCreated:Put",
    full_region="ap-chengdu",
    url=None,
    **about_object,
):
    """Return the record of an event, as COS writes it; ``url=""`` leaves the URL out."""
    if url is None:
        url = f"http://{name}-{appid}.cos.{full_region}.myqcloud.com/{quote(key)}"
    bucket = {"region": region, "name": name, "appid": appid}
    return {
        "cos": {
            "cosSchemaVersion": "1.0",
            "cosObject": {
                **({"url": url} if url else {}),
                "meta": {"x-cos-request-id": "NWMx", "Content-Type": "video/mp4"},
                "vid": "",
                "key": f"/{appid}/{name}/{key}",
                "size": 1029,
                **about_object,
            },
            "cosBucket": bucket if region is not None else {"name": name, "appid": appid},
            "cosNotificationId": "unkown",
        },
        "event": {
            "eventName": event_name,
            "eventVersion": "1.0",
            "eventTime": 1501686894,
            "eventSource": "qcs::cos",
            "requestParameters": {"requestSourceIP": "192.0.2.1", "requestHeaders": {"Authorization": AUTHORIZATION}},
            "eventQueue": "qcs:0:scf:cd:appid/1250000000:default.printevent.$LATEST",
        },
    }


def event_of(*records, **differences):
    return {"Records": list(records) or [record_of(**differences)]}
