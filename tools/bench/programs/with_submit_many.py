"""Submits the rows of a manifest, which is read lazily: ``python with_submit_many.py PORT MANIFEST``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cosanim import AnimationClient, Credentials

if TYPE_CHECKING:
    from collections.abc import Iterator


class Manifest:
    """A file with one request as JSON in each line, which can be iterated several times."""

    def __init__(self, path: Path) -> None:
        """Store the path."""
        self._path = path

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield the requests."""
        with self._path.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def main() -> None:
    """Submit all rows."""
    port, manifest = sys.argv[1:]
    with AnimationClient(
        bucket="test-1250000000",
        region="ap-chongqing",
        credentials=Credentials("AKIDEXAMPLE", "an example"),
        endpoint=f"http://127.0.0.1:{port}",
    ) as client:
        run = client.submit_many(Manifest(Path(manifest)), max_in_flight=32)
        for _ in run:
            pass
    if set(run.counts) != {"submitted"}:
        raise SystemExit(f"not all rows were submitted: {run.counts}")


if __name__ == "__main__":
    main()
