"""The HTTP server and its listening socket."""

import asyncio
import socket

import pytest

from cosanim.local.http.server import bind


def has_ipv6():
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.parametrize(
    "host", ["127.0.0.1", pytest.param("::1", marks=pytest.mark.skipif(not has_ipv6(), reason="needs IPv6"))]
)
def test_asyncio_sends_responses_without_delay_on_the_bound_socket(host):
    async def accepted_without_delay():
        accepted = asyncio.get_running_loop().create_future()

        def connected(_, writer):
            option = writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            writer.close()
            accepted.set_result(option)

        listener = bind(host, 0)
        async with await asyncio.start_server(connected, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname()[:2])
            option = await accepted
            writer.close()
            await writer.wait_closed()
            return option

    assert asyncio.run(accepted_without_delay())
