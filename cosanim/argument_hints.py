"""Errors for arguments of the wrong type; their messages say what to pass or to call instead."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, Final

_BINDINGS: Final = "cosanim_bindings."

_ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "job_id": ("job_id", "jobs_detail[0].job_id"),
    "template_id": ("template_id",),
    "queue_id": ("queue_id",),
    "key": ("output_key", "key", "object_key", "operation.media_result.output_file.object_name[0]"),
    "name": ("name",),
    "preset": ("name",),
    "region": ("region",),
    "bucket": ("bucket", "bucket_id"),
    "states": ("state",),
}
"""By argument, the attributes of other objects that hold its value. Only their first name is looked for."""

_SIMPLER_CALLS: Final[Mapping[str, str]] = {
    "SubmitJobRequest": "submit(input_key, output_key, animation=…)",
    "SubmitBatchRequest": "cosanim.api.requests.build_batch",
    "CreateTemplateRequest": "ensure_template(name, animation=…)",
}
"""By class of a request, the call that makes it from parameters."""

_CALL_OF_REQUEST: Final[Mapping[str, str]] = {
    "SubmitJobRequest": "submit_job",
    "SubmitBatchRequest": "submit_batch",
    "CreateTemplateRequest": "create_template",
    "UpdateTemplateRequest": "update_template",
    "UpdateQueueRequest": "update_queue",
}


def text_argument(name: str, value: object) -> str:
    """Return an argument that must be a text.

    Args:
        name: Name of the argument.
        value: Its value.

    Raises:
        TypeError: It is not a text.
    """
    if isinstance(value, str):
        return value
    raise TypeError(f"{name} is a text, not {type(value).__name__}{_hint_for_text(name, value)}")


def text_arguments(name: str, values: object) -> list[str]:
    """Return an argument that must be one text or several texts, as a list.

    Args:
        name: Name of the argument.
        values: Its value.

    Raises:
        TypeError: It is neither.
    """
    if isinstance(values, str) or not isinstance(values, Iterable) or isinstance(values, bytes | Mapping):
        return [text_argument(name, values)]
    return [text_argument(name, value) for value in values]


def path_argument(name: str, value: object) -> str | os.PathLike[str]:
    """Return an argument that must be the path of a file.

    Args:
        name: Name of the argument.
        value: Its value.

    Raises:
        TypeError: It is not a path.
    """
    if isinstance(value, str | os.PathLike):
        return value
    raise TypeError(f"{name} is the path of a file, not {type(value).__name__}")


def function_argument(name: str, value: object, *, takes: str) -> None:
    """Check that an argument is a function or None.

    Args:
        name: Name of the argument.
        value: The argument.
        takes: What the function takes, for the message.

    Raises:
        TypeError: It is neither.
    """
    if value is not None and not callable(value):
        raise TypeError(f"{name} is a function that takes {takes}, not {type(value).__name__}")


def flag_argument(name: str, value: object) -> None:
    """Check that an argument is a bool.

    Args:
        name: Name of the argument.
        value: The argument.

    Raises:
        TypeError: It is not.
    """
    if not isinstance(value, bool):
        raise TypeError(f"{name} is True or False, not {value!r:.80}")


def object_argument(name: str, cls: type[Any], value: object) -> None:
    """Check that an argument is an object of a class of the bindings.

    Args:
        name: Name of the argument.
        cls: The class.
        value: The argument.

    Raises:
        TypeError: It is not.
    """
    if not isinstance(value, cls):
        hint = f": from_dict({cls.__name__}, mapping) makes one of a mapping" if isinstance(value, Mapping) else ""
        raise TypeError(f"{name} is {_with_article(cls.__name__)}, not {type(value).__name__}{hint}")


def request_error(function: str, cls: type[Any], request: object) -> TypeError:
    """Return the error for an object that is not the request of an API.

    Args:
        function: Name of the client's method.
        cls: The class of the request.
        request: The object.
    """
    hint = ""
    name = type(request).__name__
    if isinstance(request, list | tuple):
        hint = ": call it once for each request"
    elif isinstance(request, bytes | bytearray | memoryview):
        hint = f": decode(data, {cls.__name__}) reads XML"
    elif type(request).__module__.startswith(_BINDINGS) and name in _CALL_OF_REQUEST:
        hint = f": call {_CALL_OF_REQUEST[name]}"
    elif _has(request, "job_id"):
        hint = ": it is a job that has been submitted; wait(job_id) waits for it"
    elif cls.__name__ in _SIMPLER_CALLS:
        hint = f": to give parameters, call {_SIMPLER_CALLS[cls.__name__]}"
    return TypeError(f"{function} takes {_with_article(cls.__name__)} or a mapping of its nodes, not {name}{hint}")


def document_error(function: str, document: object) -> TypeError:
    """Return the error for an argument that is not an object of the bindings.

    Args:
        function: Name of the function.
        document: The argument.
    """
    takes = "an object of cosanim.models" + (" or bytes" if function == "validate" else "")
    hint = ""
    if isinstance(document, type):
        return TypeError(f"{function} takes {takes}, not the class {document.__name__}")
    if isinstance(document, Mapping):
        hint = ": from_dict(cls, mapping) makes one of a mapping"
    elif isinstance(document, list | tuple):
        hint = ": call it for each object"
    elif _has(document, "detail"):
        hint = ": pass its detail"
    elif function == "validate" and isinstance(document, str):
        hint = ": pass text.encode()"
    elif function == "validate" and isinstance(document, os.PathLike):
        hint = ": pass path.read_bytes()"
    elif isinstance(document, str | bytes | bytearray | memoryview):
        hint = ": decode(data, cls) makes one of XML"
    return TypeError(f"{function} takes {takes}, not {type(document).__name__}{hint}")


def data_error(data: object) -> TypeError:
    """Return the error for a document to decode that is not bytes.

    Args:
        data: The document.
    """
    hint = ""
    if isinstance(data, str):
        hint = ": pass text.encode()"
    elif isinstance(data, Mapping):
        hint = ": from_dict(cls, mapping) reads a mapping"
    elif isinstance(data, os.PathLike):
        hint = ": pass path.read_bytes()"
    elif type(data).__module__.startswith(_BINDINGS):
        hint = ": it is decoded already"
    return TypeError(f"the document must be bytes, not {type(data).__name__}{hint}")


def _has(value: object, attribute: str) -> bool:
    """Return whether an object has an attribute, without reading it: some properties raise errors."""
    return hasattr(type(value), attribute) or attribute in getattr(value, "__dict__", {})


def _with_article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def _hint_for_text(name: str, value: object) -> str:
    for attribute in _ATTRIBUTES.get(name, ()):
        if _has(value, attribute.partition(".")[0].partition("[")[0]):
            return f": pass its {attribute}"
    if isinstance(value, list | tuple | set | frozenset):
        return ": pass one at a time"
    if isinstance(value, os.PathLike):
        return ": pass path.as_posix()"
    if isinstance(value, bytes):
        return ": pass data.decode()"
    return ""
