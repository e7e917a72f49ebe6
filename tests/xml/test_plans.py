"""Only classes of the bindings have plans; schema data that cannot be loaded are an error of the installation."""

import importlib
import sys
import types

import pytest

from cosanim.models import Animation
from cosanim.xml import plans


@pytest.fixture
def family(monkeypatch, tmp_path):
    """Return the name of a module of bindings without schema data; it is unique, since names are cached."""
    name = tmp_path.name
    monkeypatch.setitem(sys.modules, f"cosanim_bindings.{name}", types.ModuleType(f"cosanim_bindings.{name}"))
    return name


def binding_of(family):
    return type("Binding", (), {"__module__": f"cosanim_bindings.{family}"})


def test_a_class_of_the_bindings_has_a_plan():
    assert plans.plan_of(Animation).cls is Animation


def test_a_class_without_schema_data_is_no_class_of_the_bindings(family):
    with pytest.raises(TypeError, match=r"Binding is not a class of cosanim\.models"):
        plans.plan_of(binding_of(family))


def test_a_module_that_the_schema_data_lacks_is_named(family, tmp_path, monkeypatch):
    """An installation whose schema data cannot be loaded must not be reported as a wrong argument."""
    (tmp_path / f"{family}.py").write_text("import a_module_that_is_not_installed\n")
    schema = importlib.import_module("cosanim_bindings.schema")
    monkeypatch.setattr(schema, "__path__", [*schema.__path__, str(tmp_path)])
    with pytest.raises(ModuleNotFoundError, match="a_module_that_is_not_installed"):
        plans.plan_of(binding_of(family))
