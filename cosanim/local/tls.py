"""TLS for a local service, with a certificate authority and a certificate that exist only while the service runs."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Collection
    from pathlib import Path

    import requests

_FILE: Final = "ca.pem"


class Tls:
    """Certificates of a running service.

    Attributes:
        ca_file: The certificate of the authority, in PEM. Clients must trust it. Its key is in no file.
        server_context: Certificate and key of the service.
        session: A session of ``requests`` that trusts only this authority.
    """

    def __init__(self, folder: Path, *, region: str, names: Collection[str], stack: contextlib.ExitStack) -> None:
        """Make the certificates.

        Args:
            folder: Where the file of the authority is written.
            region: The region of the service, whose hosts of the cloud the certificate covers.
            names: Further host names and addresses of the service.
            stack: When it is closed, it closes the session.
        """
        # Imported here: trustme is an extra of its own, and requests is needed only by clients.
        import requests
        import trustme

        authority = trustme.CA()
        cloud = [f"{prefix}{kind}.{region}.myqcloud.com" for kind in ("ci", "cos") for prefix in ("", "*.")]
        own = {"localhost", "*.localhost", "127.0.0.1", "::1", *names}
        self.ca_file = folder / _FILE
        authority.cert_pem.write_to_path(self.ca_file)
        self.server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*sorted(own), *cloud, "service.cos.myqcloud.com").configure_cert(self.server_context)
        self.session: requests.Session = stack.enter_context(requests.Session())
        # A CA bundle of the environment would take precedence over this one.
        self.session.trust_env = False
        self.session.verify = str(self.ca_file)
