"""The receivers of callbacks in the documents: each is served, and gets real callbacks at ``/cosanim``.

COSANIM_CALLBACK_SECRET is set. Afterwards the ``results`` of the block must have the confirmed jobs.
"""

from __future__ import annotations

import re
import threading
import time
from contextlib import contextmanager

import pytest
import requests

from cosanim import AdviceWarning, callbacks
from cosanim.local import LocalService
from cosanim.local.http.server import HttpServer, bind
from tests.documents.blocks import runnable
from tests.documents.running import run
from tests.local.support import eventually

RECEIVERS = [block for block in runnable("python") if block.is_receiver]


def framework(block):
    """Return the module of the framework that a receiver uses."""
    return re.search(r"from (\w+) import", block.code)[1]


@contextmanager
def served(app):
    """Serve an ASGI or WSGI application on this machine, and give its address."""
    if type(app).__module__.startswith("flask"):
        from werkzeug.serving import make_server

        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        return
    server = HttpServer(app, bind("127.0.0.1", 0), request_timeout=20, clock=time.time)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


@pytest.mark.parametrize("block", [pytest.param(block, id=block.id) for block in RECEIVERS])
def test_receivers_accept_real_callbacks_and_no_others(block, monkeypatch):
    pytest.importorskip(framework(block))
    secret, key = "the receiver's secret", "order 7/ü&%41=+"
    with LocalService(render=False) as service, service.client() as client:
        client.objects.put("in.mp4", b"a video")
        names = run(block, service, monkeypatch, COSANIM_CALLBACK_SECRET=secret)
        with served(names["app"]) as address:
            for form in ("XML", "JSON"):
                url = callbacks.url(f"{address}/cosanim", secret, f"{key}{form}")
                options = {"format": "gif", "duration": 1, "callback": url, "callback_format": form}
                with pytest.warns(AdviceWarning, match="private-callback"):
                    client.submit("in.mp4", "out.${ext}", **options)
                state = eventually(lambda form=form: names["results"].get(f"{key}{form}"))
                assert state == "Success"
            callback = callbacks.render(next(client.list_jobs()))
            forged = callbacks.url(f"{address}/cosanim", "another secret", "forged")
            broken = callbacks.url(f"{address}/cosanim", secret, "broken")
            assert requests.post(forged, data=callback, timeout=5).status_code == 403
            assert requests.post(f"{address}/cosanim", data=callback, timeout=5).status_code == 403
            assert requests.post(broken, data=b"<html>", timeout=5).status_code == 400
            unknown = b'{"JobsDetail": {"JobId": "j404", "State": "Success"}}'
            assert 200 <= requests.post(broken, data=unknown, timeout=5).status_code < 600
            assert len(names["results"]) == 2
        names["client"].close()
        if "later" in names:
            names["later"].shutdown()


def test_there_is_a_receiver_for_each_framework():
    assert {framework(block) for block in RECEIVERS} == {"fastapi", "flask"}
