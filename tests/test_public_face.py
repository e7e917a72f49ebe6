"""What the library shows, what importing it costs, and who may import whom."""

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import cosanim_bindings
import pytest

import cosanim
from cosanim import errors, models

REPOSITORY = Path(__file__).parents[1]
PYTHON = sorted(
    path for folder in ("cosanim", "generated", "tools", "tests") for path in (REPOSITORY / folder).rglob("*.py")
)
# The rooms, and the packages of this repository that each may import.
MAY_IMPORT = {
    "generated": {"cosanim_bindings"},
    "core": {"cosanim", "cosanim_bindings"},
    "local": {"cosanim", "cosanim_bindings", "cosanim.local"},
    "cli": {"cosanim", "cosanim_bindings", "cosanim.local", "cosanim.cli"},
}
# Loaded when a document is first read or written, and when a class of theirs is first asked for.
LATE = (
    "lxml",
    *(f"cosanim_bindings.{name}" for name in ("shapes", "rules", "writers", "readers", "checks")),
    *(f"cosanim_bindings.{name}" for name in ("batch", "buckets", "callbacks", "queues", "templates")),
)
HEAVY = ("starlette", "uvicorn", "av", "xsdata", "xmlschema", "elementpath", "rich", "click", "sqlite3")


def room_of(path):
    parts = path.relative_to(REPOSITORY).parts
    if parts[:2] == ("cosanim", "local"):
        return "local"
    if parts[:2] in {("cosanim", "cli"), ("cosanim", "__main__.py")}:
        return "cli"
    return {"cosanim": "core"}.get(parts[0], parts[0])


def imports_of(path):
    """Yield the full name of every module that a file imports, wherever in it, and for types only too."""
    package = path.relative_to(REPOSITORY / "generated" if room_of(path) == "generated" else REPOSITORY).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and "import_module" in ast.dump(node.func):
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant))


def our_package(name):
    parts = name.split(".")
    if parts[0] == "cosanim" and parts[1:2] in (["local"], ["cli"]):
        return ".".join(parts[:2])
    return parts[0] if parts[0] in {"cosanim", "cosanim_bindings", "tools", "tests"} else None


def test_all_is_what_the_namespace_shows():
    shown = {
        name
        for name, value in vars(cosanim).items()
        if not name.startswith("_") and not inspect.ismodule(value) and value is not None
    }
    assert sorted(shown) == cosanim.__all__
    assert len(set(cosanim.__all__)) == len(cosanim.__all__)


def test_everything_public_is_documented():
    for name in cosanim.__all__:
        assert inspect.getdoc(getattr(cosanim, name)), name


def test_every_exception_is_public():
    defined = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, Exception) and value.__module__ == errors.__name__
    }
    assert defined
    assert defined <= set(cosanim.__all__)


def test_every_exception_of_the_library_belongs_to_the_tree():
    strangers = set()
    for path in PYTHON:
        if room_of(path) != "core" or path.name == "__init__.py":
            continue
        module = importlib.import_module(".".join(path.relative_to(REPOSITORY).with_suffix("").parts))
        for name, value in vars(module).items():
            if inspect.isclass(value) and issubclass(value, Exception) and value.__module__ == module.__name__:
                is_ours = issubclass(value, cosanim.CosanimError | Warning) or name.startswith("_")
                strangers |= set() if is_ours else {f"{module.__name__}.{name}"}
    assert strangers == set()


def test_models_hold_every_binding_and_nothing_else():
    assert sorted(models.__all__) == sorted(cosanim_bindings.__all__)
    for name in models.__all__:
        assert getattr(models, name) is getattr(cosanim_bindings, name)


@pytest.mark.parametrize("module", ["cosanim", "cosanim.models", "cosanim.signing", "cosanim.cli"])
def test_importing_is_light(module):
    heavy = HEAVY if module != "cosanim.cli" else tuple(name for name in HEAVY if name != "click")
    code = f"import sys, {module}; print(*(name for name in {heavy!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "\n", "")


def test_a_client_is_ready_before_the_tables_are_loaded():
    code = (
        "import sys\n"
        "from cosanim import AnimationClient, decode, encode, validate\n"
        "from cosanim.models import SubmitJobRequest\n"
        "AnimationClient(bucket='test-1250000000', region='ap-chongqing').close()\n"
        f"print(*(name for name in {LATE!r} if name in sys.modules))\n"
        "validate(b'<Request/>')\n"
        f"print(*(name for name in {LATE!r} if name not in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    loaded_early, not_even_late = done.stdout.split("\n")[:2]
    assert loaded_early == ""
    assert set(not_even_late.split()) <= {"cosanim_bindings.writers"}


@pytest.mark.parametrize("missing", ["starlette", "uvicorn", "av", "xsdata", "xmlschema", "elementpath"])
def test_the_library_works_where_the_extras_are_missing(missing):
    code = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "import cosanim, cosanim.cli, cosanim.models as m\n"
        "assert cosanim.validate(b'<Request/>') and cosanim.encode(m.Input(object_key='k'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_every_file_imports_only_what_its_room_may(path):
    room = room_of(path)
    if room not in MAY_IMPORT:
        return
    found = {our_package(name) for name in imports_of(path)} - {None}
    if path.name == "demo.py" and room == "cli":
        assert "cosanim.local" in found, "the rule below would be vacuous if this were not seen"
    assert found <= MAY_IMPORT[room]


def test_nothing_imports_tools_but_tools_and_tests():
    importers = {room_of(path) for path in PYTHON if any(our_package(name) == "tools" for name in imports_of(path))}
    assert importers == {"tools", "tests"}


def test_no_file_leads_out_of_the_repository():
    """A clone stands alone; .ci/run alone looks for the pages beside it, and does without."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("needs a git checkout to know which files belong to it")
    files = {REPOSITORY / name for name in listed.stdout.splitlines()} - {REPOSITORY / ".ci" / "run"}
    assert len(files) > 50
    needle = b"../" + b"shared"
    assert [str(path) for path in sorted(files) if path.is_file() and needle in path.read_bytes()] == []


def test_the_files_of_the_library_are_of_a_size_that_can_be_read():
    for path in PYTHON:
        if room_of(path) in {"core", "local", "cli"}:
            assert path.read_text("utf-8").count("\n") <= 360, path
