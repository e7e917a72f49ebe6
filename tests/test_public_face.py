"""The public names of the library, the modules that it loads, and the imports allowed between layers."""

import ast
import builtins
import collections.abc
import graphlib
import importlib
import inspect
import os
import subprocess
import sys
import typing
from pathlib import Path

import cosanim_bindings
import pytest

import cosanim
from cosanim import AnimationClient, argument_types, credentials, errors, models
from cosanim.local import LocalService
from tests.cli.support import environment

REPOSITORY = Path(__file__).parents[1]
PYTHON = sorted(
    path for folder in ("cosanim", "generated", "tools", "tests") for path in (REPOSITORY / folder).rglob("*.py")
)
CORE = {"cosanim", "cosanim.schema", "cosanim.xml", "cosanim_bindings"}
# A module that imports nothing of this repository, which every layer may import.
BELOW_ALL = "cosanim.close_match"
# The layers, and the packages of this repository that each may import.
MAY_IMPORT = {
    "schema": {"cosanim.schema"},
    "generated": {"cosanim.schema", "cosanim_bindings"},
    "xml": {"cosanim.schema", "cosanim.xml", "cosanim_bindings", "cosanim"},
    "core": CORE,
    "local": {*CORE, "cosanim.local"},
    "testing": {*CORE, "cosanim.local"},
    "cli": {*CORE, "cosanim.local", "cosanim.cli"},
}
# The modules outside the package that cosanim.xml may import.
BELOW_XML = {
    "cosanim.argument_hints",
    "cosanim.caller_warnings",
    "cosanim.close_match",
    "cosanim.errors",
    "cosanim.exact_numbers",
}
# Exceptions between modules of the library, which are never raised to callers.
INTERNAL = {
    "cosanim.aio.calls.Cancelled",
    "cosanim.api.paid_requests.attempts.UnknownOutcome",
    "cosanim.api.paid_requests.in_flight.TargetBusyError",
    "cosanim.api.paid_requests.lookup.Undecided",
    "cosanim.bulk.conflicts.ConflictError",
    "cosanim.bulk.manifest.text_lines.UnreadableLineError",
    "cosanim.credentials.metadata_service.MetadataError",
    "cosanim.http.interruptions.Interrupted",
    "cosanim.xml.writer.UnwritableError",
}
HTTP = ("requests", "urllib3", "http.client", "ssl", "socket")
FAMILIES = tuple(path.stem for path in (REPOSITORY / "generated" / "cosanim_bindings").glob("[a-z]*.py"))
OF_REQUESTS = ("requests", "charset_normalizer", "chardet", "http.cookiejar")
OF_OTHER_APIS = ("batch", "buckets", "callbacks", "queues", "templates")
HEAVY = ("starlette", "uvicorn", "av", "xsdata", "xmlschema", "elementpath", "rich", "click", "sqlite3")


def layer_of(path):
    parts = path.relative_to(REPOSITORY).parts
    if parts[0] == "cosanim" and parts[1] in {"local", "schema", "testing", "xml"}:
        return parts[1]
    if parts[:2] in {("cosanim", "cli"), ("cosanim", "__main__.py")}:
        return "cli"
    return {"cosanim": "core"}.get(parts[0], parts[0])


def parts_of(path):
    """Return the parts of the name of a module, with ``__init__`` for a package."""
    root = REPOSITORY / "generated" if layer_of(path) == "generated" else REPOSITORY
    return path.relative_to(root).with_suffix("").parts


def imports_of(path, *, for_types=True):
    """Yield the full name of every module that a file imports, also within functions.

    Args:
        path: The file.
        for_types: Whether to include imports under ``if TYPE_CHECKING``.
    """
    package = parts_of(path)[:-1]
    tree = ast.parse(path.read_text("utf-8"))
    if not for_types:
        tree.body = [
            one for one in tree.body if not isinstance(one, ast.If) or ast.unparse(one.test) != "TYPE_CHECKING"
        ]
    for node in ast.walk(tree):
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
    if parts[0] == "cosanim" and parts[1:2] in (["local"], ["cli"], ["schema"], ["xml"]):
        return ".".join(parts[:2])
    return parts[0] if parts[0] in {"cosanim", "cosanim_bindings", "tools", "tests"} else None


def modules_of(families):
    """Return the modules of some families of classes, and of their schema data."""
    return [f"cosanim_bindings.{folder}{family}" for folder in ("", "schema.") for family in families]


def output_of(code, *arguments, **environment):
    """Run code in another process, with warnings as errors, and return the lines that it prints."""
    command = [sys.executable, "-W", "error", "-c", code, *arguments]
    done = subprocess.run(
        command, env={**os.environ, **environment}, cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split("\n")[:-1]


def loaded_by(code, names, **environment):
    """Return those of the given modules that are loaded after running code."""
    return output_of(f"{code}\nimport sys; print(*(name for name in {names!r} if name in sys.modules))", **environment)[
        -1
    ].split()


def test_all_is_what_the_namespace_shows():
    assert sorted(cosanim.__all__) == cosanim.__all__
    assert len(set(cosanim.__all__)) == len(cosanim.__all__)
    assert set(cosanim.__all__) <= set(dir(cosanim))
    for name in cosanim.__all__:
        getattr(cosanim, name)
    shown = {
        name
        for name, value in vars(cosanim).items()
        if not name.startswith("_") and not inspect.ismodule(value) and name != "TYPE_CHECKING"
    }
    assert sorted(shown) == cosanim.__all__


def test_type_checkers_see_each_public_name_where_it_comes_from():
    tree = ast.parse((REPOSITORY / "cosanim" / "__init__.py").read_text("utf-8"))
    seen = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("cosanim")
        for alias in node.names
    }
    modules = {name for name, module in seen.items() if module == "cosanim"}
    assert modules == set(cosanim._SUBMODULES)
    assert sorted(seen.keys() - modules) == cosanim.__all__
    for name in cosanim.__all__:
        assert getattr(cosanim, name) is getattr(importlib.import_module(seen[name]), name)


def names_in(annotation):
    """Return the names in an annotation, without those inside texts of literals."""
    return {node.id for node in ast.walk(ast.parse(annotation)) if isinstance(node, ast.Name)}


def test_what_public_methods_take_and_return_is_public():
    elsewhere = {*vars(builtins), *vars(typing), *vars(collections.abc)} | {"datetime", "Executor"}
    known = elsewhere | {*cosanim.__all__, *models.__all__, *argument_types.__all__}
    unknown = set()
    asynchronous = (cosanim.AsyncAnimationClient, cosanim.AsyncJob, cosanim.AsyncObjects)
    for cls in (
        AnimationClient,
        cosanim.Job,
        cosanim.Objects,
        cosanim.Callback,
        cosanim.EnsuredTemplate,
        *asynchronous,
    ):
        for name, member in inspect.getmembers(cls):
            function = member.fget if isinstance(member, property) else member
            is_hidden = name.startswith("_") and (cls is not AnimationClient or name != "__init__")
            if is_hidden or not inspect.isfunction(function):
                continue
            for annotation in function.__annotations__.values():
                unknown |= {f"{name} in {cls.__name__}.{function.__name__}" for name in names_in(annotation) - known}
    # A session, an event, a path and an element of lxml are written with their modules.
    modules = ("requests", "threading", "asyncio", "os", "etree")
    assert {line for line in unknown if line.split()[0] not in modules} == set()


def test_every_warning_of_the_library_is_public():
    found = set()
    for path in PYTHON:
        if layer_of(path) in {"core", "schema", "xml"} and path.name != "__init__.py":
            module = importlib.import_module(".".join(path.relative_to(REPOSITORY).with_suffix("").parts))
            found |= {
                name
                for name, value in vars(module).items()
                if inspect.isclass(value) and issubclass(value, Warning) and value.__module__ == module.__name__
            }
    assert {"AdviceWarning", "CleanupWarning"} <= found <= set(cosanim.__all__)


@pytest.mark.parametrize("module", [cosanim, credentials, models, cosanim_bindings])
def test_a_missing_name_raises_the_usual_attribute_error(module):
    with pytest.raises(AttributeError, match=f"module '{module.__name__}' has no attribute 'Gone'"):
        _ = module.Gone
    assert not hasattr(module, "gone")


@pytest.mark.parametrize(
    "name",
    [
        "callbacks.parse",
        "credentials.InstanceRoleProvider",
        "doctor.diagnose",
        "errors.SchemaError",
        "models.Video",
        "signing.sign",
    ],
)
def test_documented_modules_need_no_import_of_their_own(name):
    assert output_of(f"import cosanim; print({name.split('.')[0]!r} in dir(cosanim), cosanim.{name}.__name__)") == [
        f"True {name.split('.')[1]}"
    ]


@pytest.mark.parametrize("module", ["cosanim", "cosanim.credentials", "cosanim.models", "cosanim_bindings"])
def test_lazy_names_can_be_listed_imported_by_star_and_copied(module):
    code = (
        f"import copy, pickle, {module} as module\n"
        "before = dir(module)\n"
        f"from {module} import *\n"
        "print(set(module.__all__) <= set(before), set(module.__all__) <= set(globals()))\n"
        "one = module.__all__[0]\n"
        "print(pickle.loads(pickle.dumps(getattr(module, one))) is getattr(module, one) is globals()[one])"
    )
    assert output_of(code) == ["True True", "True"]


def test_threads_that_load_a_name_at_once_get_one_object():
    code = (
        "import sys, threading\n"
        "sys.setswitchinterval(1e-6)\n"
        "import cosanim, cosanim.models as models\n"
        "start, found = threading.Barrier(8), []\n"
        "def ask():\n"
        "    start.wait()\n"
        "    found.append((cosanim.validate, models.SubmitJobRequest, models.QueueDetail))\n"
        "    cosanim.validate(models.SubmitJobRequest(tag='Animation', input=None, operation=None))\n"
        "threads = [threading.Thread(target=ask) for _ in range(8)]\n"
        "[one.start() for one in threads], [one.join() for one in threads]\n"
        "print(len(found), len(set(found)))"
    )
    assert output_of(code) == ["8 1"]


def test_everything_public_is_documented():
    for name in cosanim.__all__:
        assert inspect.getdoc(getattr(cosanim, name)), name


def test_every_exception_is_public():
    defined = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, Exception) and value.__module__ == errors.__name__
    }
    assert len(defined) > 15
    assert defined <= set(cosanim.__all__)


def test_every_exception_of_the_library_belongs_to_the_tree():
    outside = set()
    for path in PYTHON:
        if layer_of(path) not in {"core", "schema", "xml"} or path.name == "__init__.py":
            continue
        module = importlib.import_module(".".join(path.relative_to(REPOSITORY).with_suffix("").parts))
        for name, value in vars(module).items():
            if inspect.isclass(value) and issubclass(value, Exception) and value.__module__ == module.__name__:
                is_ours = issubclass(value, cosanim.CosanimError | Warning) or name.startswith("_")
                outside |= set() if is_ours else {f"{module.__name__}.{name}"}
    assert outside == INTERNAL


def test_models_hold_every_binding_and_nothing_else():
    assert sorted(models.__all__) == sorted(cosanim_bindings.__all__)
    for name in models.__all__:
        assert getattr(models, name) is getattr(cosanim_bindings, name)


@pytest.mark.parametrize("module", ["cosanim", "cosanim.models", "cosanim.signing", "cosanim.cli"])
def test_importing_loads_no_heavy_package(module):
    heavy = HEAVY if module != "cosanim.cli" else tuple(name for name in HEAVY if name != "click")
    assert loaded_by(f"import {module}", heavy) == []


def test_importing_the_package_loads_none_of_its_modules():
    ours = output_of("import sys, cosanim; print(*(name for name in sys.modules if name.startswith('cosanim')))")
    assert ours == ["cosanim"]
    assert (
        loaded_by("import cosanim; cosanim.__version__", ("importlib.metadata", "email", "json", "lxml", *HTTP)) == []
    )


def test_validating_loads_no_http_library():
    code = "from cosanim import validate; assert validate(b'<Request/>')"
    others = ("difflib", "cosanim.client", "cosanim.xml.writer", "cosanim.xml.codec")
    assert loaded_by(code, (*HTTP, *HEAVY, *others)) == []


def test_classes_are_loaded_by_family_and_schema_data_at_first_use():
    everything = modules_of(FAMILIES)
    assert loaded_by("import cosanim.models", everything) == []
    code = "from cosanim.models import TimeInterval"
    assert loaded_by(code, everything) == ["cosanim_bindings.animation"]
    code += ", MediaBucket; from cosanim import encode; encode(TimeInterval())"
    first_used = {*modules_of(["animation"]), "cosanim_bindings.schema.common"}  # its simple types
    assert set(loaded_by(code, everything)) == {*first_used, "cosanim_bindings.buckets"}


def test_a_client_is_ready_before_any_schema_is_loaded():
    code = (
        "from cosanim import AnimationClient; AnimationClient(bucket='test-1250000000', region='ap-chongqing').close()"
    )
    late = ("lxml.etree", *modules_of(FAMILIES)[len(FAMILIES) :])
    assert loaded_by(code, late) == []


def test_a_submission_loads_neither_batches_nor_buckets_nor_queues_nor_templates_nor_objects():
    code = (
        "from cosanim import AnimationClient\n"
        "with AnimationClient() as client:\n"
        "    job = client.submit('in.mp4', 'out.${ext}', format='gif', duration=1)\n"
        "    assert job.job_id"
    )
    with LocalService(render=False) as service:
        with service.client() as client:
            client.objects.put("in.mp4", b"a video")
        variables = environment(service.url)
        assert set(OF_OTHER_APIS) < set(FAMILIES)
        assert loaded_by(code, modules_of([*OF_OTHER_APIS, "jobs"]), **variables) == modules_of(["jobs"])
        # What only convert, notebooks and polls use: these modules took a tenth of the start.
        unused = (
            "cosanim.objects",
            "cosanim.waiting",
            "cosanim.poll_rounds",
            "cosanim.api.polling",
            "asyncio",
            "urllib.request",
            "uuid",
            "html",
            "difflib",
        )
        assert loaded_by(code, unused, **variables) == []
        # What finds credentials that are not in the environment.
        sources = [f"cosanim.credentials.{name}" for name in ("credential_files", "instance_role", "metadata_service")]
        assert loaded_by(code, ("configparser", *sources), **variables) == []


def test_a_client_with_a_session_of_its_own_sends_without_requests():
    code = (
        "import io\n"
        "from cosanim import AnimationClient, CosanimError\n"
        "with AnimationClient() as client:\n"
        "    client.objects.put('in.mp4', io.BytesIO(b'a video'))\n"
        "    assert client.submit('in.mp4', 'out.${ext}', format='gif', duration=1).job_id\n"
        "    try: client.describe_job('unknown')\n"
        "    except CosanimError: pass\n"
        "with AnimationClient(endpoint='https://127.0.0.1:9') as client:\n"
        "    try: client.describe_job('j1')\n"
        "    except CosanimError: pass\n"
    )
    without = {name: "" for name in os.environ if name.lower().endswith("_proxy")} | {"no_proxy": "example.com"}
    with LocalService(render=False) as service:
        variables = environment(service.url) | without
        assert loaded_by(code, OF_REQUESTS, **variables) == []
        session = "import requests\n" + code.replace("AnimationClient()", "AnimationClient(session=requests.Session())")
        assert "requests" in loaded_by(session, OF_REQUESTS, **variables), (
            "with a session of requests the list of modules is not empty"
        )


def test_signing_loads_no_http_library():
    code = (
        "from cosanim.credentials import Credentials\n"
        "from cosanim.signing import CosAuth\n"
        "CosAuth(Credentials('id', 'key'))"
    )
    assert loaded_by(code, ("requests", "urllib3", "http.client", "ssl")) == []


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
def test_every_file_imports_only_what_its_layer_may(path):
    layer = layer_of(path)
    if layer not in MAY_IMPORT:
        return
    found = {our_package(name) for name in imports_of(path) if not name.startswith(BELOW_ALL)} - {None}
    if path.name == "demo.py" and layer == "cli":
        assert "cosanim.local" in found, "imports within functions are found"
    assert found <= MAY_IMPORT[layer]


def test_the_xml_package_imports_only_lower_layers():
    imported = {name for path in PYTHON if layer_of(path) == "xml" for name in imports_of(path)}
    modules = {name for name in imported if our_package(name) == "cosanim"}
    assert modules
    assert {name for name in modules if not any(f"{name}.".startswith(f"{one}.") for one in BELOW_XML)} == set()


def test_no_modules_import_each_other_in_a_circle():
    # An import within a function counts, since it can hide a circle.
    modules = {
        ".".join(part for part in parts_of(path) if part != "__init__"): path
        for path in PYTHON
        if layer_of(path) != "tests"
    }
    imported = {name: set(imports_of(path, for_types=False)) & modules.keys() for name, path in modules.items()}
    graphlib.TopologicalSorter(imported).prepare()


def test_nothing_imports_tools_but_tools_and_tests():
    importers = {layer_of(path) for path in PYTHON if any(our_package(name) == "tools" for name in imports_of(path))}
    assert importers == {"tools", "tests"}


def test_no_file_refers_to_a_path_outside_the_repository():
    """A clone needs no other folder; only .ci/run looks for the pages, which are optional."""
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


def test_the_modules_of_the_library_have_a_limited_length():
    for path in PYTHON:
        if layer_of(path) in MAY_IMPORT.keys() - {"generated"}:
            assert path.read_text("utf-8").count("\n") <= 360, path
