"""Stores the custom templates of buckets, and provides the official templates, which every bucket has."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cosanim.local.storage.storage_errors import (
    OfficialTemplateError,
    TemplateNameTakenError,
    TemplateNotFoundError,
    TooManyTemplatesError,
)
from cosanim.models import Animation
from cosanim.presets import PRESETS, Preset, preset_of_template

if TYPE_CHECKING:
    from collections.abc import Callable

    from cosanim.local.storage.database import Database
    from cosanim.models import CreateTemplateRequest, UpdateTemplateRequest

MAX_TEMPLATES: Final = 200
"""Largest number of custom templates of a bucket. The documentation mentions a limit, but not its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template.

    Attributes:
        template_id: The id.
        bucket: The bucket of the template; None for an official template.
        name: The name.
        animation: The parameters. Other records may share the object, which must not be changed.
        created: Unix time of the creation; None for an official template.
        updated: Unix time of the last update; None for an official template.
    """

    template_id: str
    bucket: str | None
    name: str
    animation: Animation
    created: float | None
    updated: float | None


class TemplateStore:
    """The table of templates."""

    def __init__(self, database: Database, *, clock: Callable[[], float]) -> None:
        """Open the table.

        Args:
            database: The database of the data folder.
            clock: Returns the current Unix time.
        """
        self._database = database
        self._clock = clock

    def create(self, bucket: str, request: CreateTemplateRequest) -> Template:
        """Create a template.

        Raises:
            TemplateNameTakenError: The bucket already has a template with this name.
            TooManyTemplatesError: The bucket has as many templates as it can have.
        """
        template_id, now = f"t1{secrets.token_hex(16)}", self._clock()
        with self._database.transaction() as connection:
            if len(self.custom(bucket)) >= MAX_TEMPLATES:
                raise TooManyTemplatesError(MAX_TEMPLATES)
            try:
                connection.execute(
                    "INSERT INTO templates (template_id, bucket, name, animation, created, updated)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (template_id, bucket, request.name, self._stored(request), now, now),
                )
            except sqlite3.IntegrityError:
                raise TemplateNameTakenError(request.name) from None
            return self.get(bucket, template_id)

    def replace(self, bucket: str, template_id: str, request: UpdateTemplateRequest) -> Template:
        """Replace the content of a template.

        Raises:
            TemplateNotFoundError: The bucket has no template with this id.
            OfficialTemplateError: The template is an official one.
            TemplateNameTakenError: Another template has the name.
        """
        with self._database.transaction() as connection:
            self._check_changeable(bucket, template_id)
            try:
                connection.execute(
                    "UPDATE templates SET name = ?, animation = ?, updated = ? WHERE bucket = ? AND template_id = ?",
                    (request.name, self._stored(request), self._clock(), bucket, template_id),
                )
            except sqlite3.IntegrityError:
                raise TemplateNameTakenError(request.name) from None
            return self.get(bucket, template_id)

    def delete(self, bucket: str, template_id: str) -> None:
        """Delete a template. Jobs that were submitted with it keep its parameters.

        Raises:
            TemplateNotFoundError: The bucket has no template with this id.
            OfficialTemplateError: The template is an official one.
        """
        with self._database.transaction() as connection:
            self._check_changeable(bucket, template_id)
            connection.execute("DELETE FROM templates WHERE bucket = ? AND template_id = ?", (bucket, template_id))

    def get(self, bucket: str, template_id: str) -> Template:
        """Return a custom template of a bucket, or an official template.

        Raises:
            TemplateNotFoundError: There is no template with this id.
        """
        preset = preset_of_template(template_id)
        if preset is not None:
            return _official(preset)
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT * FROM templates WHERE bucket = ? AND template_id = ?", (bucket, template_id)
            ).fetchone()
        if row is None:
            raise TemplateNotFoundError(template_id)
        return self._template(row)

    def custom(self, bucket: str) -> list[Template]:
        """Return the custom templates of a bucket, the oldest first."""
        with self._database.transaction() as connection:
            rows = connection.execute("SELECT * FROM templates WHERE bucket = ? ORDER BY number", (bucket,)).fetchall()
        return [self._template(row) for row in rows]

    def clear(self) -> None:
        """Delete every custom template."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM templates")

    def _check_changeable(self, bucket: str, template_id: str) -> None:
        if self.get(bucket, template_id).bucket is None:
            raise OfficialTemplateError(template_id)

    def _stored(self, request: CreateTemplateRequest | UpdateTemplateRequest) -> bytes:
        animation = Animation(container=request.container, video=request.video, time_interval=request.time_interval)
        return self._database.documents.store(animation)

    def _template(self, row: sqlite3.Row) -> Template:
        return Template(
            template_id=row["template_id"],
            bucket=row["bucket"],
            name=row["name"],
            animation=self._database.documents.load(row["animation"], Animation),
            created=row["created"],
            updated=row["updated"],
        )


def official_templates() -> list[Template]:
    """Return the official templates."""
    return [_official(preset) for preset in PRESETS.values()]


def _official(preset: Preset) -> Template:
    return Template(
        template_id=preset.template_id,
        bucket=None,
        name=preset.title,
        animation=preset.animation(),
        created=None,
        updated=None,
    )
