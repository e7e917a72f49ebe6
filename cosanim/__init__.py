"""Typed, checked and testable video-to-animation jobs of Tencent Cloud's Cloud Infinite (CI)."""

import logging

from cosanim.client import AnimationClient
from cosanim.codec import OddValueWarning, decode, encode
from cosanim.credentials import Credentials
from cosanim.endpoints import RegionWarning
from cosanim.errors import (
    AuthenticationError,
    ConfigurationError,
    CosanimError,
    CredentialsError,
    DecodeError,
    InvalidRequestError,
    JobCancelled,
    JobFailed,
    NotFoundError,
    PermissionDeniedError,
    QueueError,
    RateLimitedError,
    SchemaError,
    ServerError,
    ServiceError,
    SubmissionUnknown,
    TransportError,
    WaitTimeout,
)
from cosanim.retries import RetryPolicy
from cosanim.times import parse_time
from cosanim.validation import validate
from cosanim.violations import Violation
from cosanim.waiting import Backoff

# A library says nothing by itself; without a handler, logging would print warnings on standard error.
logging.getLogger("cosanim").addHandler(logging.NullHandler())

__all__ = [
    "AnimationClient",
    "AuthenticationError",
    "Backoff",
    "ConfigurationError",
    "CosanimError",
    "Credentials",
    "CredentialsError",
    "DecodeError",
    "InvalidRequestError",
    "JobCancelled",
    "JobFailed",
    "NotFoundError",
    "OddValueWarning",
    "PermissionDeniedError",
    "QueueError",
    "RateLimitedError",
    "RegionWarning",
    "RetryPolicy",
    "SchemaError",
    "ServerError",
    "ServiceError",
    "SubmissionUnknown",
    "TransportError",
    "Violation",
    "WaitTimeout",
    "decode",
    "encode",
    "parse_time",
    "validate",
]
