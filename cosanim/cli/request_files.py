"""Reads the file of ``submit --request``: a whole request as XML, or as JSON with the same names."""

from __future__ import annotations

from typing import IO, Final

from cosanim.errors import DecodeError, SchemaError
from cosanim.models import SubmitJobRequest
from cosanim.xml.codec import decode
from cosanim.xml.dict_form import from_dict
from cosanim.xml.json_form import JSON_MAX_BYTES, load_json
from cosanim.xml.parsing import parse
from cosanim.xml.validation import errors_of, validate

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_ROOT: Final = "Request"


def read_request(file: IO[bytes]) -> SubmitJobRequest:
    """Read a request that submits a job.

    Args:
        file: The file, opened in binary mode. It is JSON if it begins with a brace; an object with the member
            Request alone stands for that member.

    Raises:
        DecodeError: The file is neither XML nor JSON, is larger than 4 MiB, or has another root.
        SchemaError: The request breaks the schema; for XML each violation has its line.
    """
    data = file.read(JSON_MAX_BYTES + 1).removeprefix(_BYTE_ORDER_MARK)
    try:
        return _from_json(data) if data.lstrip().startswith((b"{", b"[")) else _from_xml(data)
    except DecodeError as error:
        name = getattr(file, "name", "standard input")
        raise DecodeError(f"{name}: {error}", line=error.line) from None


def _from_xml(data: bytes) -> SubmitJobRequest:
    root = parse(data, max_bytes=JSON_MAX_BYTES).tag
    if root != _ROOT:
        raise DecodeError(f"the root of the request is {str(root)[:80]!r} instead of {_ROOT!r}")
    # Decoding ends at the first unknown node; validation reports all violations.
    if errors := errors_of(validate(data, api="submit_job")):
        raise SchemaError(errors)
    return decode(data, SubmitJobRequest)


def _from_json(data: bytes) -> SubmitJobRequest:
    value = load_json(data)
    if isinstance(value, dict) and value.keys() == {_ROOT}:
        value = value[_ROOT]
    if not isinstance(value, dict):
        raise DecodeError(f"a JSON object is expected, not {type(value).__name__}")
    return from_dict(SubmitJobRequest, value)
