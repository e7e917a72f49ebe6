"""The base class of all exceptions, and the errors of documents, configuration and transport."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cosanim.errors.next_steps import step_of_class
from cosanim.masking import mask_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cosanim.xml.violations import Violation


class CosanimError(Exception):
    """Base class of all exceptions of cosanim.

    Attributes:
        request_id: The id that the service gave to the request, None when there was no reply.
        retryable: Whether the same request can be sent again: it may succeed and has no side effects.
        signed_until: The last second of the signature that the failed request carried, in Unix time; None when no
            signed request was sent.
        next_step: Where to look for the cause: a command, a check of ``cosanim doctor``, or the address of a page; ""
            if the message says all there is.
    """

    request_id: str | None = None
    retryable: bool = False
    signed_until: int | None = None
    next_step: str = ""

    def __init__(self, message: str, *, request_id: str | None = None) -> None:
        """Store the message, secrets masked.

        Args:
            message: What happened and what to do.
            request_id: The service's id of the request.
        """
        super().__init__(mask_secrets(message))
        self.request_id = request_id
        self.next_step = step_of_class(type(self))

    def __reduce__(self) -> tuple[Callable[..., CosanimError], tuple[Any, ...]]:
        """Return a function and arguments that rebuild the error from its attributes, without its constructor."""
        return _rebuilt, (type(self), self.args, dict(self.__dict__))


def _rebuilt(cls: type[CosanimError], args: tuple[Any, ...], fields: dict[str, Any]) -> CosanimError:
    error = cls.__new__(cls, *args)
    error.__dict__.update(fields)
    return error


class SchemaError(CosanimError):
    """An object or document violates the schema; carries every violation."""

    def __init__(self, violations: Iterable[Violation], *, request_id: str | None = None) -> None:
        """Store the violations. The message has one line for each.

        Args:
            violations: All violations found.
            request_id: The service's id of the request, if a reply violates the schema.
        """
        self.violations: tuple[Violation, ...] = tuple(violations)
        noun = "violation" if len(self.violations) == 1 else "violations"
        lines = [f"{len(self.violations)} {noun} of the schema", *map(str, self.violations)]
        super().__init__("\n  ".join(lines), request_id=request_id)


class DecodeError(CosanimError):
    """A document cannot be read: it is malformed or too large, or has a DTD or an unexpected root."""

    def __init__(self, message: str, *, line: int | None = None, request_id: str | None = None) -> None:
        """Store the message and the line.

        Args:
            message: What is wrong with the document.
            line: Line of the error, from 1; None if unknown.
            request_id: The service's id of the request, if the document is a reply.
        """
        super().__init__(message, request_id=request_id)
        self.line = line


class ConfigurationError(CosanimError):
    """A region, bucket, endpoint or other setting is missing or invalid; cosanim never guesses one."""

    def __init__(self, message: str, *, searched_places: Sequence[str] = ()) -> None:
        """Store the message, followed by the places searched.

        Args:
            message: What is missing or wrong, and how to correct it.
            searched_places: Places searched, in order.
        """
        super().__init__(_with_places(message, searched_places))
        self.searched_places = tuple(searched_places)


class CredentialsError(CosanimError):
    """Credentials are missing or cannot be used."""

    def __init__(self, message: str, *, searched_places: Sequence[str] = ()) -> None:
        """Store the message, followed by the places searched.

        Args:
            message: What is missing or wrong, and how to correct it.
            searched_places: Places searched, in order.
        """
        super().__init__(_with_places(message, searched_places))
        self.searched_places = tuple(searched_places)


def _with_places(message: str, searched_places: Sequence[str]) -> str:
    return "\n  ".join([message + (". Searched:" if searched_places else ""), *searched_places])


class TransportError(CosanimError):
    """There was no usable reply."""

    def __init__(
        self,
        message: str,
        *,
        host: str,
        sent: bool | None,
        retryable: bool = False,
        request_id: str | None = None,
    ) -> None:
        """Store whether the request was sent, and whether it can be sent again.

        Args:
            message: What happened, naming the host, and what to do.
            host: The host that the request was for.
            sent: False when the request certainly did not reach the service, True when it certainly did, None when
                unknown.
            retryable: Whether the same request can be sent again. For a submission this means that no job can come of
                it: it was not sent, or the list of jobs proves that nothing was accepted.
            request_id: The service's id of the request, if the head of a reply arrived and contains it.
        """
        super().__init__(message, request_id=request_id)
        self.host = host
        self.sent = sent
        self.retryable = retryable
