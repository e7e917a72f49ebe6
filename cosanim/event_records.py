"""Reads the records of the events of COS triggers (documentation page 583/9707).

Events differ: the region is short (``cd``), full, or both, in ``s3Region`` or ``cosRegion``; the appid is text or a
number; the key has ``/<appid>/<bucket>/`` before it, with the bucket's appid or without, or a slash, or nothing; event
names are written with a space or without.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn
from urllib.parse import unquote, unquote_plus

from cosanim.errors import ConfigurationError, DecodeError
from cosanim.http.endpoints import SHORT_REGIONS, check_bucket
from cosanim.xml.violations import abbreviate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CREATED: Final = "cos:objectcreated:"

# Patterns are texts that are compiled on first use, like those of ``cosanim.refusals``.
_FULL_REGION: Final = r"(?:af|ap|eu|me|na|sa)(?:-[0-9a-z]+)+"
"""A full name starts with a part of the world; so a short name with a suffix, such as ``bj-fsi``, is none."""
_URL: Final = r"(?is)https?://([0-9a-z-]+)\.cos[.-]?([0-9a-z-]+)\.(?:myqcloud\.com|tencentcos\.cn)(?::[0-9]+)?/(.*)"
_ENCODED_PATH: Final = r"(?:[0-9A-Za-z\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*"


class Upload(NamedTuple):
    """An object that was uploaded: what a client and ``submit`` need.

    Attributes:
        bucket: Full name of the bucket, with its appid: ``examplebucket-1250000000``.
        region: Full name of the region: ``ap-chengdu``.
        key: Key of the object, decoded, without the slash that an event puts before it.
    """

    bucket: str
    region: str
    key: str


def records_of(event: object) -> list[Any] | tuple[Any, ...]:
    """Return the records of an event.

    Args:
        event: The event, a mapping or its JSON.

    Raises:
        DecodeError: It has none, or is not JSON.
        TypeError: It is of another type.
    """
    if isinstance(event, str | bytes | bytearray | memoryview):
        from cosanim.xml.json_form import load_json  # imported on demand: the runtime passes a mapping

        event = load_json(event if isinstance(event, str) else bytes(event))
        if not isinstance(event, Mapping):
            raise DecodeError(f"the event is a JSON object with Records, not {_kind(event)}")
    if not isinstance(event, Mapping):
        raise TypeError(f"the event is a mapping, or JSON as text or bytes, not {type(event).__name__}")
    if "Records" not in event and "specversion" in event:
        raise DecodeError(
            "the event has no Records: it is an event of EventBridge (CloudEvents), whose data for COS is not "
            "documented; give the function a COS trigger, or pass the part of the event that has Records"
        )
    records = event.get("Records")
    if not isinstance(records, list | tuple):
        problem = f"Records is a list, not {_kind(records)}" if "Records" in event else "it has no Records"
        raise DecodeError(f"this is no event of a COS trigger: {problem}; pass the event that the function is given")
    return records


def uploads_of(records: Iterable[Any]) -> Iterator[tuple[str, Upload]]:
    """Yield the uploads, each with the path of its key in the event.

    Args:
        records: The records of the event.

    Raises:
        DecodeError: A record is not that of a COS trigger, or contradicts itself.
    """
    for number, record in enumerate(records):
        path = f"Records[{number}]"
        if not isinstance(record, Mapping):
            _refuse(path, f"is an object with cos and event, not {_kind(record)}")
        cos, about = _mapping(record, "cos", path), _mapping(record, "event", path)
        name = _text(about, "eventName", f"{path}.event")
        # The documentation also writes "cos: ObjectCreated:Put".
        if not "".join(name.split()).lower().startswith(_CREATED):
            continue
        upload = _upload_of(cos, f"{path}.cos")
        if upload is not None:
            yield f"{path}.cos.cosObject.key", upload


def _upload_of(cos: Mapping[str, Any], path: str) -> Upload | None:
    """Return the upload; None for a folder and for an object of 0 bytes."""
    about_bucket, about_object = _mapping(cos, "cosBucket", path), _mapping(cos, "cosObject", path)
    name, appid = _bucket_name(about_bucket, f"{path}.cosBucket")
    url = _parts_of_url(_text(about_object, "url", f"{path}.cosObject", default=""))
    bucket = f"{name}-{appid}"
    if name.endswith(f"-{appid}") and (url is None or url[0] != bucket):
        bucket = name
    try:
        bucket = check_bucket(bucket, {})
    except ConfigurationError as error:
        _refuse(f"{path}.cosBucket.name", f"is not the name of a bucket: {error}")
    if url is not None and url[0] != bucket:
        _refuse(
            f"{path}.cosBucket",
            f"and url state different buckets, {bucket!r} and {abbreviate(url[0])}: correct the wrong one",
        )
    region = _region_of(about_bucket, f"{path}.cosBucket", None if url is None else url[1])
    key_path = f"{path}.cosObject.key"
    written = _text(about_object, "key", f"{path}.cosObject")
    forms = _key_forms(written, bucket, appid)
    key = forms[0] if url is None else _key_of_url(forms, url[2])
    if key is None:
        _refuse(
            key_path,
            f"{abbreviate(written)} is not the key of the object that url addresses, so one of the two is wrong: "
            "in an event made by hand correct it, or leave url out",
        )
    _check_key(key_path, key)
    return None if key.endswith("/") or about_object.get("size") in (0, "0") else Upload(bucket, region, key)


def _key_forms(written: str, bucket: str, appid: str) -> list[str]:
    """Return what the key may be, the likeliest first.

    An event has the key after "/<appid>/<bucket>/"; older ones, after a slash.
    """
    starts = [f"{slash}{appid}/{name}/" for slash in ("/", "") for name in (bucket.removesuffix(f"-{appid}"), bucket)]
    forms = [written.removeprefix(start) for start in starts if written.startswith(start)]
    return [*forms, written.removeprefix("/"), written]


def _check_key(path: str, key: str) -> None:
    if not key:
        _refuse(path, "names no object: what follows the name of the bucket is empty")
    try:
        key.encode()
    except UnicodeEncodeError:
        _refuse(path, f"{abbreviate(key)} is not text that UTF-8 can encode, so no object has this key")


def _bucket_name(about: Mapping[str, Any], path: str) -> tuple[str, str]:
    """Return the name of the bucket as written, and its appid."""
    appid = about.get("appid")
    if isinstance(appid, int) and not isinstance(appid, bool) and 0 < appid < 10**20:
        appid = str(appid)
    if not isinstance(appid, str) or re.fullmatch("[0-9]{1,20}", appid) is None:
        found = abbreviate(appid) if isinstance(appid, str | int) else _kind(appid)
        _refuse(f"{path}.appid", f"is {found}: the appid of an account is a number such as 1250000000")
    return _text(about, "name", path), appid


def _region_of(about: Mapping[str, Any], path: str, region_of_url: str | None) -> str:
    """Return the full name of the region, which the nodes of the bucket state and the URL must not contradict."""
    stated = {
        name: value
        for name in ("s3Region", "cosRegion", "region")
        if (value := _text(about, name, path, default="")).strip()
    }
    if not stated:
        _refuse(f"{path}.region", "is missing: it is the name of the bucket's region, as cd or ap-chengdu")
    full = {name: _full_region(value) for name, value in stated.items()}
    known = {region for region in (*full.values(), region_of_url) if region is not None}
    if not any(full.values()):
        name, value = next(iter(stated.items()))
        _refuse(
            f"{path}.{name}",
            f"{abbreviate(value)} is neither a full name of a region (which starts with af-, ap-, eu-, me-, na- or "
            f"sa-) nor a known short one ({', '.join(sorted(SHORT_REGIONS))}), and a region is never guessed: "
            "add s3Region with the full name, such as ap-chengdu, to the event",
        )
    if len(known) > 1:
        _refuse(path, f"and url state different regions, {', '.join(sorted(known))}: correct the wrong one")
    return known.pop()


def _full_region(name: str) -> str | None:
    """Return the full name of a region; None for a name that is neither full nor a known short one."""
    return name if re.fullmatch(_FULL_REGION, name) and len(name) < 64 else SHORT_REGIONS.get(name)


def _parts_of_url(url: str) -> tuple[str, str | None, str] | None:
    """Return the bucket, the region if it is stated, and the path after the slash; None for an address outside COS."""
    found = re.fullmatch(_URL, url)
    if found is None:
        return None
    region = found[2].lower()
    return found[1].lower(), None if region.startswith("accelerate") else _full_region(region), found[3]


def _key_of_url(forms: Iterable[str], path: str) -> str | None:
    """Return the key, which is a form of the key in the event, decoded or not, and which the URL addresses.

    Tencent's own functions decode the URL, and take the key in the event as it is. The first form that the URL
    confirms unchanged is therefore the key, and one that is confirmed when decoded comes second.
    """
    addressed = {key for one in (path, path.partition("?")[0]) for key in _keys_of_path(one)}
    readings = [*forms, *(key for form in forms for key in _decoded(form))]
    return next((key for key in readings if key in addressed), None)


def _keys_of_path(path: str) -> list[str]:
    """Return the keys that a path may address: the path itself when it is not percent-encoded."""
    return (_decoded(path) if re.fullmatch(_ENCODED_PATH, path) else []) or [path]


def _decoded(text: str) -> list[str]:
    """Return a text decoded as a path, and as a form, where a plus sign is a space; empty if it is not UTF-8."""
    try:
        return [unquote(text, errors="strict"), unquote_plus(text, errors="strict")]
    except UnicodeDecodeError:
        return []


def _mapping(parent: Mapping[str, Any], name: str, path: str) -> Mapping[str, Any]:
    value = parent.get(name)
    if not isinstance(value, Mapping):
        _refuse(f"{path}.{name}", f"is an object, not {_kind(value)}" if name in parent else "is missing")
    return value


def _text(parent: Mapping[str, Any], name: str, path: str, *, default: str | None = None) -> str:
    value = parent.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        _refuse(f"{path}.{name}", f"is a text, not {_kind(value)}" if name in parent else "is missing")
    return value


def _kind(value: object) -> str:
    # Never the value itself: an event contains the Authorization header of the upload.
    return "null" if value is None else type(value).__name__


def _refuse(path: str, problem: str) -> NoReturn:
    message = f"the event cannot be read: {path} {problem}; documentation page 583/9707 describes such events"
    raise DecodeError(message) from None
