"""Errata explain differences; an erratum without effect is a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.documentation.small_spec import (
    change,
    erratum,
)
from tools.documentation.check.comparison import compare

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("api", "path", "kind"),
    [
        ("greet", "Request.Name", "added"),
        ("greet", "Request.Nickname", "left-out"),
        ("greet", "Request.Nickname", "array"),
        ("greet", "Request.Nickname", "required"),
        ("greet", "Request.Nickname", "type"),
        ("greet", "Request.Nickname", "text"),
    ],
)
def test_an_erratum_without_effect_is_a_fault(spec: Path, api: str, path: str, kind: str) -> None:
    with (spec / "errata.toml").open("a") as file:
        file.write(erratum(api, path, kind, 'id = "name"' if kind == "text" else ""))
    assert compare(spec).faults == (f"errata.toml: {api}: {path} ({kind}) has no effect any more",)


@pytest.mark.parametrize(("path", "kind"), [("Request.Name", "array"), ("loud", "required"), ("Request.Where", "type")])
def test_an_erratum_for_a_correct_table_causes_a_difference(spec: Path, path: str, kind: str) -> None:
    with (spec / "errata.toml").open("a") as file:
        file.write(erratum("greet", path, kind))
    (fault,) = compare(spec).faults
    assert fault.startswith(f"greet: {path} ")
    assert fault.endswith(f"({kind})")


@pytest.mark.parametrize("kind", ["moved", "copied"])
def test_an_erratum_moves_or_copies_nodes_with_a_wrong_parent(spec: Path, kind: str) -> None:
    change(spec, "tables/greet.csv", "Request.Where,", "Request.There.Where,")
    with (spec / "errata.toml").open("a") as file:
        file.write(erratum("greet", "Request.There.Where", kind, 'to = "Request"'))
    faults = compare(spec).faults
    assert kind == "copied" or not faults
    assert all("Request.There.Where" in fault for fault in faults)


def test_an_erratum_applies_to_nodes_that_refer_to_its_page(spec: Path) -> None:
    change(spec, "errata.toml", 'path = "Place.Planet"', 'path = "Place.Street"')
    faults = compare(spec).faults
    assert "greet: Request.Where.Planet is in the table, but not in the spec (left-out)" in faults
    assert "greet: Request.Where.Street is in the spec, but not in the table (added)" in faults


def test_an_erratum_of_an_unknown_api_is_a_fault(spec: Path) -> None:
    with (spec / "errata.toml").open("a") as file:
        file.write(erratum("meet", "Request.Name", "added"))
    assert compare(spec).faults == ("errata.toml: there is no table meet",)
