"""Renders the first frames of videos, in a worker process with limits, as the outputs of jobs are rendered."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cosanim.local.rendering.job_request import settings_fields
from cosanim.local.rendering.render_error import RenderError
from cosanim.local.rendering.workers.worker import Worker
from cosanim.models import Animation, Container, TimeInterval, Video

if TYPE_CHECKING:
    from cosanim.local.storage.objects import ObjectStore

CONTENT_TYPE: Final = "image/webp"
_WIDTH: Final = 480
_CACHED: Final = 200
_TIME_LIMIT: Final = 20.0


class FirstFrames:
    """Renders and keeps the first frames of the objects of a store."""

    def __init__(self, objects: ObjectStore, *, memory_limit: int | None, verbose: bool = False) -> None:
        """Create a worker without starting its process, which the first request does.

        Args:
            objects: The objects.
            memory_limit: MiB of memory above which the process is killed; None for no limit.
            verbose: Whether the process writes to standard error.
        """
        self._objects = objects
        self._memory_limit = memory_limit
        self._worker = Worker(verbose=verbose)
        # A thread of its own, so that slow videos do not take the threads of other requests.
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="cosanim-frames")
        # The service still responds to requests while it stops.
        self._lock = threading.Lock()
        self._is_closed = False
        # By the entity tag of the video; None if it cannot be rendered.
        self._frames: OrderedDict[str, bytes | None] = OrderedDict()

    async def get(self, bucket: str, key: str) -> bytes | None:
        """Return the first frame of a video as a WebP image.

        Args:
            bucket: The bucket.
            key: The key.

        Returns:
            The image; None if there is no such object, or it cannot be rendered, or the service stops.
        """
        with self._lock:
            if self._is_closed:
                return None
            frame = self._executor.submit(self._get, bucket, key)
        return await asyncio.wrap_future(frame)

    def close(self) -> None:
        """Kill the process, and end the thread. A frame that is being rendered is given up."""
        with self._lock:
            self._is_closed = True
        self._worker.close()
        self._executor.shutdown()
        self._worker.reap()

    def _get(self, bucket: str, key: str) -> bytes | None:
        stored = self._objects.head(bucket, key)
        if stored is None:
            return None
        if stored.etag not in self._frames:
            self._frames[stored.etag] = self._render(bucket, key)
            while len(self._frames) > _CACHED:
                self._frames.popitem(last=False)
        self._frames.move_to_end(stored.etag)
        return self._frames[stored.etag]

    def _render(self, bucket: str, key: str) -> bytes | None:
        animation = Animation(
            container=Container(format="webp"),
            # One frame of each second, and one second.
            video=Video(codec="webp", width=_WIDTH, quality=75, animate_time_interval_of_frame=1),
            time_interval=TimeInterval(start=0, duration=Decimal("1.001")),
        )
        source, target = self._objects.snapshot(bucket, key), self._objects.temporary_path(".webp")
        if source is None:
            return None
        try:
            self._worker.run(
                source,
                target,
                settings_fields(animation),
                time_limit=_TIME_LIMIT,
                memory_limit=self._memory_limit,
                threads=1,
                progress=lambda _percent: None,
            )
            return target.read_bytes()
        except RenderError:
            return None
        finally:
            source.unlink(missing_ok=True)
            target.unlink(missing_ok=True)
