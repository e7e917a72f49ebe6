"""The HTTP server's connections."""

import socket

import pytest
import requests

from cosanim.local import LocalService


def has_ipv6():
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.parametrize(
    "host", ["127.0.0.1", pytest.param("::1", marks=pytest.mark.skipif(not has_ipv6(), reason="needs IPv6"))]
)
def test_answers_are_sent_at_once(host):
    with LocalService(render=False, host=host) as service, requests.Session() as session:
        assert session.get(f"{service.url}/local/health", timeout=10).text == "ok\n"
        (connection,) = service._run.server._server.server_state.connections
        accepted = connection.transport.get_extra_info("socket")
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
