"""Client for the video-to-animation jobs of Tencent Cloud's Cloud Infinite (CI), typed and validated.

The public names are loaded when they are first used: validating a payload imports no HTTP library.
"""

import importlib
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # The aliases tell type checkers that these are attributes of the package.
    from cosanim import argument_types as argument_types
    from cosanim import callbacks as callbacks
    from cosanim import credentials as credentials
    from cosanim import doctor as doctor
    from cosanim import errors as errors
    from cosanim import events as events
    from cosanim import models as models
    from cosanim import presets as presets
    from cosanim import signing as signing
    from cosanim.aio.async_bulk_run import AsyncBulkRun
    from cosanim.aio.async_client import AsyncAnimationClient
    from cosanim.aio.async_job import AsyncJob
    from cosanim.aio.async_objects import AsyncObjects
    from cosanim.api.conversions import CleanupWarning
    from cosanim.api.templates import EnsuredTemplate
    from cosanim.bulk.results import BulkResult
    from cosanim.bulk.rows import BulkRequest
    from cosanim.bulk.run import BulkRun
    from cosanim.callbacks import Callback
    from cosanim.client import AnimationClient
    from cosanim.credentials import Credentials, CredentialsSource
    from cosanim.errors import (
        AuthenticationError,
        ConfigurationError,
        CosanimError,
        CredentialsError,
        DecodeError,
        InvalidRequestError,
        InvalidRows,
        JobCancelled,
        JobFailed,
        JournalError,
        NotFoundError,
        PermissionDeniedError,
        QueueError,
        RateLimitedError,
        ResultUnavailable,
        SchemaError,
        ServerError,
        ServiceError,
        SubmissionInterrupted,
        SubmissionUnknown,
        TransportError,
        WaitStopped,
        WaitTimeout,
    )
    from cosanim.explain.explanation import Explanation
    from cosanim.findings import Finding
    from cosanim.http.endpoints import RegionWarning
    from cosanim.http.exchange import Exchange
    from cosanim.http.retries import RetryPolicy
    from cosanim.http.timing import Timing
    from cosanim.job import Job
    from cosanim.models import Codec, Format, JobState
    from cosanim.objects.records import DeletedObject, ListedObject, ObjectInfo
    from cosanim.objects.store import Objects
    from cosanim.presets import Preset, find_preset
    from cosanim.times import parse_time
    from cosanim.waiting import Backoff
    from cosanim.xml.codec import OddValueWarning, decode, encode
    from cosanim.xml.dict_form import from_dict, to_dict
    from cosanim.xml.validation import validate
    from cosanim.xml.violations import AdviceWarning, Violation

__all__ = [
    "AdviceWarning",
    "AnimationClient",
    "AsyncAnimationClient",
    "AsyncBulkRun",
    "AsyncJob",
    "AsyncObjects",
    "AuthenticationError",
    "Backoff",
    "BulkRequest",
    "BulkResult",
    "BulkRun",
    "Callback",
    "CleanupWarning",
    "Codec",
    "ConfigurationError",
    "CosanimError",
    "Credentials",
    "CredentialsError",
    "CredentialsSource",
    "DecodeError",
    "DeletedObject",
    "EnsuredTemplate",
    "Exchange",
    "Explanation",
    "Finding",
    "Format",
    "InvalidRequestError",
    "InvalidRows",
    "Job",
    "JobCancelled",
    "JobFailed",
    "JobState",
    "JournalError",
    "ListedObject",
    "NotFoundError",
    "ObjectInfo",
    "Objects",
    "OddValueWarning",
    "PermissionDeniedError",
    "Preset",
    "QueueError",
    "RateLimitedError",
    "RegionWarning",
    "ResultUnavailable",
    "RetryPolicy",
    "SchemaError",
    "ServerError",
    "ServiceError",
    "SubmissionInterrupted",
    "SubmissionUnknown",
    "Timing",
    "TransportError",
    "Violation",
    "WaitStopped",
    "WaitTimeout",
    "decode",
    "encode",
    "find_preset",
    "from_dict",
    "parse_time",
    "to_dict",
    "validate",
]

__version__ = "0.1.0"

_SUBMODULES = (
    "argument_types",
    "callbacks",
    "credentials",
    "doctor",
    "errors",
    "events",
    "models",
    "presets",
    "signing",
)
"""Modules that are loaded on first use after ``import cosanim``, as in ``cosanim.models.Video``."""

_MODULES = {
    "AdviceWarning": "xml.violations",
    "AnimationClient": "client",
    "AsyncAnimationClient": "aio.async_client",
    "AsyncBulkRun": "aio.async_bulk_run",
    "AsyncJob": "aio.async_job",
    "AsyncObjects": "aio.async_objects",
    "Backoff": "waiting",
    "BulkRequest": "bulk.rows",
    "BulkResult": "bulk.results",
    "BulkRun": "bulk.run",
    "Callback": "callbacks",
    "CleanupWarning": "api.conversions",
    "Codec": "models",
    "Credentials": "credentials",
    "CredentialsSource": "credentials",
    "DeletedObject": "objects.records",
    "EnsuredTemplate": "api.templates",
    "Exchange": "http.exchange",
    "Explanation": "explain.explanation",
    "Finding": "findings",
    "Format": "models",
    "Job": "job",
    "JobState": "models",
    "ListedObject": "objects.records",
    "ObjectInfo": "objects.records",
    "Objects": "objects.store",
    "OddValueWarning": "xml.codec",
    "Preset": "presets",
    "RegionWarning": "http.endpoints",
    "RetryPolicy": "http.retries",
    "Timing": "http.timing",
    "Violation": "xml.violations",
    "decode": "xml.codec",
    "encode": "xml.codec",
    "find_preset": "presets",
    "from_dict": "xml.dict_form",
    "parse_time": "times",
    "to_dict": "xml.dict_form",
    "validate": "xml.validation",
}
"""Module of each public name; names that are not listed are exceptions from ``errors``."""

# Without a handler, logging would print the library's warnings on standard error.
logging.getLogger("cosanim").addHandler(logging.NullHandler())

if not TYPE_CHECKING:  # otherwise type checkers would accept any name

    def __getattr__(name: str) -> object:
        """Load a public name, or a module that holds such names."""
        if name in _SUBMODULES:
            return importlib.import_module(f"{__name__}.{name}")  # the import sets the attribute
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(f"{__name__}.{_MODULES.get(name, 'errors')}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted({*globals(), *__all__, *_SUBMODULES})
