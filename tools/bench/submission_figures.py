"""Measures a submission from object to reply, relative to the official SDK and to requests with prepared bytes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

import requests
from qcloud_cos import CosConfig, CosS3Client

from cosanim import AnimationClient, Credentials, encode
from tools.bench.measure import alternate, compare, cpu, passes_over, wall
from tools.bench.payloads import BUCKET, REGION, dictionaries, submissions
from tools.bench.stub_server import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tools.bench.measure import Effort, Figure, Sample

THREADS: Final = 8
_ID, _KEY = "AKIDEXAMPLE", "an example"


def figures(effort: Effort) -> list[Figure]:
    """Measure the CPU time of this process and the elapsed time."""
    documents = submissions()
    with ExitStack() as stack:
        port = stack.enter_context(serving())
        contenders = _contenders(stack, port)
        functions = {
            name: passes_over(submit, range(len(documents)), effort.requests) for name, submit in contenders.items()
        }
        sequential = alternate(functions, effort.rounds)
        pool = stack.enter_context(ThreadPoolExecutor(THREADS))
        threaded = alternate(
            {name: _threaded(contenders[name], pool, len(documents), effort.requests) for name in ("ours", "sdk")},
            effort.rounds,
        )
    return [
        *_lines("of a validated submission ÷ official SDK's unvalidated", sequential, "sdk", 0.48),
        *_lines("of a validated submission ÷ requests, ready bytes", sequential, "requests"),
        *_lines("of a validated submission ÷ requests, trust_env off", sequential, "no_env"),
        *_lines(f"of one of {THREADS} threads' submissions ÷ official SDK's", threaded, "sdk"),
    ]


def _contenders(stack: ExitStack, port: int) -> dict[str, Callable[[int], object]]:
    """Return a function for each implementation, by name, that submits the document with a number."""
    documents = submissions()
    bodies = [encode(document) for document in documents]
    trees = dictionaries()
    address = f"http://127.0.0.1:{port}"
    client = stack.enter_context(
        AnimationClient(bucket=BUCKET, region=REGION, credentials=Credentials(_ID, _KEY), endpoint=address)
    )
    official = CosS3Client(
        CosConfig(Region=REGION, SecretId=_ID, SecretKey=_KEY, Scheme="http", IP="127.0.0.1", Port=port)
    )
    session = stack.enter_context(requests.Session())
    no_env = stack.enter_context(requests.Session())
    no_env.trust_env = False
    headers = {"Content-Type": "application/xml"}
    return {
        "ours": lambda index: client.submit_job(documents[index]),
        "sdk": lambda index: official.ci_create_media_jobs(
            Bucket=BUCKET, Jobs=trees[index], Lst={}, ContentType="application/xml"
        ),
        "requests": lambda index: session.post(f"{address}/jobs", data=bodies[index], headers=headers).content,
        "no_env": lambda index: no_env.post(f"{address}/jobs", data=bodies[index], headers=headers).content,
    }


def _threaded(submit: Callable[[int], object], pool: ThreadPoolExecutor, count: int, passes: int) -> Callable[[], int]:
    def run() -> int:
        for _ in range(passes):
            # Reading the results raises the exceptions of the threads.
            list(pool.map(submit, range(count)))
        return passes * count

    return run


def _lines(what: str, samples: dict[str, list[Sample]], other: str, limit: float | None = None) -> Sequence[Figure]:
    ours, theirs = samples["ours"], samples[other]
    return [
        compare(f"CPU {what}", cpu(ours), cpu(theirs), limit=limit),
        compare(f"time {what}", wall(ours), wall(theirs)),
    ]
