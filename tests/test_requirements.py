"""Requirements of cosanim: they include every imported package, with ranges wide enough for other requirements."""

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

REPOSITORY = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
BASE = {requirement.name: requirement for requirement in map(Requirement, PROJECT["dependencies"])}
LOCAL = {requirement.name: requirement for requirement in map(Requirement, PROJECT["optional-dependencies"]["local"])}
TLS = {requirement.name: requirement for requirement in map(Requirement, PROJECT["optional-dependencies"]["tls"])}
# Releases that must be allowed: old ones of each major version, and those that FastAPI requires.
ALLOWED_RELEASES = {
    "urllib3": ("2.0.7", "2.2.3"),
    "certifi": ("2023.7.22", "2024.8.30"),
    "lxml": ("5.3.0", "6.0.0"),
    "click": ("8.1.8", "8.2.1"),
    "rich": ("13.9.4", "14.0.0"),
    "starlette": ("0.27.0", "0.38.6", "0.41.3", "0.46.2", "1.0.0"),
    "uvicorn": ("0.23.2", "0.34.0"),
}


def imported(folder):
    """Return the packages that the modules of a folder import, those of its sub-folders not included."""
    names = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"cosanim", "cosanim_bindings", "tools", "__future__"}


def distributions(packages):
    known = packages_distributions()
    return {known[package][0].lower() for package in packages}


def folders(*, local):
    everything = [path for path in (REPOSITORY / "cosanim").rglob("*") if path.is_dir()] + [REPOSITORY / "cosanim"]
    return [path for path in everything if ("local" in path.relative_to(REPOSITORY).parts) is local]


def test_everything_that_the_library_imports_is_declared_and_nothing_else():
    found = distributions(set().union(*map(imported, folders(local=False))))
    # Only pytest imports the plugin.
    assert found - set(LOCAL) - {"pytest"} == set(BASE)


def test_only_the_plugin_imports_pytest():
    modules = [path for path in (REPOSITORY / "cosanim").rglob("*.py") if "import pytest" in path.read_text("utf-8")]
    assert modules == [REPOSITORY / "cosanim" / "testing" / "plugin.py"]


def test_the_extra_for_tests_is_that_of_the_local_service_without_rendering_and_page():
    testing = PROJECT["optional-dependencies"]["testing"]
    assert testing == [
        text for text in PROJECT["optional-dependencies"]["local"] if not text.startswith(("av", "jinja2"))
    ]


def test_everything_that_the_local_service_imports_is_declared_and_nothing_else():
    found = distributions(set().union(*map(imported, folders(local=True))))
    assert found - set(BASE) == {*LOCAL, *TLS}


@pytest.mark.parametrize("requirement", [*BASE.values(), *LOCAL.values(), *TLS.values()], ids=str)
def test_every_requirement_has_a_lower_and_an_upper_bound(requirement):
    assert {specifier.operator for specifier in requirement.specifier} == {">=", "<"}
    assert requirement.specifier.contains(version(requirement.name))


@pytest.mark.parametrize(
    ("name", "release"), [(name, release) for name in ALLOWED_RELEASES for release in ALLOWED_RELEASES[name]]
)
def test_releases_that_applications_use_are_allowed(name, release):
    assert (BASE | LOCAL)[name].specifier.contains(release)


def test_the_installed_fastapi_can_be_installed_beside_the_local_service():
    pytest.importorskip("fastapi")
    (requirement,) = (found for found in map(Requirement, requires("fastapi") or ()) if found.name == "starlette")
    assert requirement.specifier.contains(version("starlette"))


def test_packages_that_determine_generated_code_are_pinned():
    pinned = {
        requirement.name: requirement for requirement in map(Requirement, PROJECT["optional-dependencies"]["dev"])
    }
    for name in ("xsdata", "ruff"):
        assert {specifier.operator for specifier in pinned[name].specifier} == {"=="}
