# Generated from spec/ by tools/generate.py. Do not edit: change the spec and run `make generate`.
from __future__ import annotations

from enum import StrEnum

from cosanim.schema import no_such_choice


class OrderByTime(StrEnum):
    """
    Order of a list by creation time.

    Attributes:
        DESC: Newest first, the default.
        ASC: Oldest first.
    """

    DESC = "Desc"
    ASC = "Asc"

    _missing_ = classmethod(no_such_choice)
