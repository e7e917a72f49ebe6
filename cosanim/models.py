"""The bindings under one roof: every class and enumeration that the schema generates."""

from cosanim_bindings import *  # noqa: F403 - the generated package lists its names in __all__
from cosanim_bindings import __all__ as __all__  # noqa: PLC0414 - mypy asks for the explicit re-export
