"""Reads from the metadata service of a virtual machine, within a limited time.

Outside of the cloud the service does not exist, and its name may take long to resolve or its address not answer. A
time-out of a socket does not limit name resolution, so that each request is sent in a thread, which is abandoned when
the time is over. Proxies of the environment are not used: the service answers the machine itself.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from typing import Final
from urllib.parse import urlsplit

from cosanim.errors import ConfigurationError

METADATA_ADDRESS: Final = "http://metadata.tencentyun.com"
"""The documented address of the metadata service."""

_MAX_REPLY: Final = 65536


class MetadataError(Exception):
    """There was no reply of the metadata service; the message says why."""


class MetadataService:
    """Sends GET requests to the metadata service."""

    def __init__(self, address: str, *, connect_timeout: float, timeout: float) -> None:
        """Store the address.

        Args:
            address: An http address without a path.
            connect_timeout: Seconds for name resolution and connection together.
            timeout: Seconds for the reply.

        Raises:
            ConfigurationError: The address is no http address.
        """
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port or 80
            is_valid = parts.scheme == "http" and bool(host) and address.isascii() and address.isprintable()
        except ValueError:
            is_valid = False
        if not is_valid or " " in address:
            raise ConfigurationError(f"the address of the metadata service is an http address, not {address!r}")
        self.address = address.rstrip("/")
        self._host, self._port, self._path = host or "", port, parts.path.rstrip("/")
        self._connect_timeout = connect_timeout
        self._timeout = timeout

    def get(self, path: str) -> tuple[int, bytes]:
        """Return the status and body of a reply.

        Args:
            path: The encoded path, starting with ``/``.

        Raises:
            MetadataError: There was no reply in time, or it is too large.
        """
        connection = http.client.HTTPConnection(self._host, self._port, timeout=self._connect_timeout)
        exchange = _Exchange(connection, self._path + path, self._timeout)
        threading.Thread(target=exchange.run, name="cosanim-metadata", daemon=True).start()
        if not exchange.connected.wait(self._connect_timeout) or not exchange.ended.wait(self._timeout):
            exchange.abandon()
            raise MetadataError(self._time_out(exchange))
        if exchange.is_late:
            raise MetadataError(self._time_out(exchange))
        if exchange.failure is not None:
            raise MetadataError(exchange.failure)
        return exchange.status, exchange.body

    def _time_out(self, exchange: _Exchange) -> str:
        if exchange.is_connected:
            return f"no reply within {self._timeout:g} s"
        return f"no connection within {self._connect_timeout:g} s"


class _Exchange:
    """One request and its reply, in a thread of its own.

    Attributes:
        connected: Set when the connection is open, or the exchange has ended.
        ended: Set when the exchange has ended.
        is_connected: Whether the connection was open.
        is_late: Whether a time-out of the socket ended the exchange.
        failure: Why there is no reply; None if there is one.
        status: Status of the reply.
        body: Its body.
    """

    def __init__(self, connection: http.client.HTTPConnection, path: str, timeout: float) -> None:
        self.connected, self.ended = threading.Event(), threading.Event()
        self.is_connected = self.is_late = False
        self.failure: str | None = "no reply"
        self.status, self.body = 0, b""
        self._connection = connection
        self._socket: socket.socket | None = None
        self._path = path
        self._timeout = timeout

    def run(self) -> None:
        try:
            self._connection.connect()
            self._socket = self._connection.sock
            self._socket.settimeout(self._timeout)
            self.is_connected = True
            self.connected.set()
            self._connection.request("GET", self._path, headers={"User-Agent": "cosanim"})
            response = self._connection.getresponse()
            self.status, self.body = response.status, response.read(_MAX_REPLY + 1)
            if len(self.body) > _MAX_REPLY:
                self.failure = f"a reply above {_MAX_REPLY} bytes"
            else:
                # The bytes that are missing: read() with a size does not raise an exception for them.
                self.failure = "no HTTP reply (it was cut off)" if response.length else None
        except socket.gaierror:
            self.failure = "its name cannot be resolved"
        except TimeoutError:
            self.is_late = True
        except (http.client.HTTPException, ValueError) as error:  # ValueError: the name is no valid host name
            self.failure = f"no HTTP reply ({type(error).__name__})"
        except OSError as error:
            self.failure = (error.strerror or type(error).__name__).lower()
        finally:
            self.connected.set()
            self.ended.set()
            self._connection.close()

    def abandon(self) -> None:
        """End the exchange, which then ends its thread unless it still resolves the name."""
        if self._socket is not None:
            with contextlib.suppress(OSError):  # it may have ended by itself meanwhile
                self._socket.shutdown(socket.SHUT_RDWR)
