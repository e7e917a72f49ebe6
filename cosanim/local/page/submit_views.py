"""The views of the form that submits a job."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from cosanim.local.http.error_responses import HttpError
from cosanim.local.page.rendering import page_url, redirect
from cosanim.local.page.submit_form import GROUPS, first_values, make_draft
from cosanim.models import SubmitJobResponse
from cosanim.operations import SUBMIT_JOB
from cosanim.xml.codec import decode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from cosanim.local.http.request import HttpRequest
    from cosanim.local.page.calls import ServiceCalls
    from cosanim.local.page.rendering import Renderer
    from cosanim.local.page.submit_form import Draft
    from cosanim.local.storage.objects import ObjectStore

_SUGGESTED: Final = 200
_UNPROCESSABLE: Final = 422


class SubmitViews:
    """The pages of the form."""

    def __init__(
        self, calls: ServiceCalls, renderer: Renderer, *, objects: ObjectStore, bucket: str, region: str
    ) -> None:
        """Store the components that the views use.

        Args:
            calls: Calls the APIs of the service.
            renderer: Renders the templates.
            objects: The objects, whose keys are suggested.
            bucket: The service's own bucket.
            region: The region of all buckets.
        """
        self._calls = calls
        self._renderer = renderer
        self._objects = objects
        self._bucket = bucket
        self._region = region

    async def empty(self, request: HttpRequest) -> Response:
        """Return the form; query parameters fill in fields."""
        bucket = request.param("bucket") or self._bucket
        return await self._page(bucket, self._draft(first_values(dict(request.params))), is_checked=False)

    async def preview(self, fields: Mapping[str, str]) -> Response:
        """Return the XML of a filled-in form and its violations, without the rest of the page."""
        return self._renderer.page("preview.html", draft=self._draft(fields), is_checked=True)

    async def submit(self, fields: Mapping[str, str]) -> Response:
        """Check a filled-in form, or submit its job and go to the page of the job."""
        bucket, draft = fields.get("bucket") or self._bucket, self._draft(fields)
        if fields.get("action") != "submit":
            return await self._page(bucket, draft)
        if not draft.is_valid:
            return await self._page(bucket, draft, status=_UNPROCESSABLE)
        try:
            reply = await self._calls.send(SUBMIT_JOB, bucket, request=draft.request)
        except HttpError as error:
            return await self._page(bucket, draft, status=error.status, error=error)
        job_id = decode(reply, SubmitJobResponse).jobs_detail[0].job_id
        return redirect(page_url(f"/jobs/{job_id}", bucket=bucket))

    def _draft(self, fields: Mapping[str, str]) -> Draft:
        return make_draft(fields, bucket=fields.get("bucket") or self._bucket, region=self._region)

    async def _page(
        self,
        bucket: str,
        draft: Draft,
        *,
        is_checked: bool = True,
        status: int = 200,
        error: HttpError | None = None,
    ) -> Response:
        page = await asyncio.to_thread(self._objects.page, bucket, prefix="", marker="", delimiter="", limit=_SUGGESTED)
        return self._renderer.page(
            "submit.html",
            status,
            bucket=bucket,
            groups=GROUPS,
            values=draft.values,
            draft=draft,
            is_checked=is_checked,
            error=error,
            focused=draft.first_wrong_field if is_checked else None,
            suggestions=[entry.key for entry in page.entries if not isinstance(entry, str)],
        )
