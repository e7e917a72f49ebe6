"""Reads the file of ``submit --request``: a whole request as XML, or as JSON with the same names."""

from __future__ import annotations

import warnings
from typing import IO, TYPE_CHECKING, Final

from cosanim.errors import DecodeError, SchemaError
from cosanim.models import SubmitJobRequest
from cosanim.xml.codec import OddValueWarning, decode
from cosanim.xml.json_form import JSON_MAX_BYTES, from_json, load_json
from cosanim.xml.parsing import parse
from cosanim.xml.validation import errors_of, validate

if TYPE_CHECKING:
    from cosanim.xml.violations import Violation

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
    if data.lstrip().startswith((b"{", b"[")):
        request = _from_json(data)
        _check(validate(request))
        return request
    root = parse(data, max_bytes=JSON_MAX_BYTES).tag
    if root != _ROOT:
        raise DecodeError(f"the root of the request is {str(root)[:80]!r} instead of {_ROOT!r}")
    # Decoding ends at the first unknown node; validation reports all violations.
    _check(validate(data, api="submit_job"))
    return decode(data, SubmitJobRequest)


def _check(violations: list[Violation]) -> None:
    if errors := errors_of(violations):
        raise SchemaError(errors)


def _from_json(data: bytes) -> SubmitJobRequest:
    value = load_json(data)
    if isinstance(value, dict) and value.keys() == {_ROOT}:
        value = value[_ROOT]
    with warnings.catch_warnings():
        # Validation reports values that the schema does not allow, with all other violations.
        warnings.simplefilter("ignore", OddValueWarning)
        return from_json(value, SubmitJobRequest)
