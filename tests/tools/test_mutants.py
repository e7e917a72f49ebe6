"""Mutants of the generator: each is a slip that a person could make, and each must change an answer somewhere.

A mutant is one text replaced in tools/generator. A process of its own renders the tables, rules and straight lines
with it, then a fork asks the mutated package everything in a corpus (``python -m tests.tools.test_mutants``): every
facet broken and on its border, every assert and advice, missing nodes, odd documents and odd values. The answers of
the package as committed, which the other tests hold against xmlschema and xsdata, are what is expected.
"""

# ruff: noqa: E501 - a replaced text stands on one line, however long
from __future__ import annotations

import contextlib
import copy
import functools
import importlib
import json
import os
import pickle
import shutil
import subprocess
import sys
import types
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REPOSITORY: Final = Path(__file__).resolve().parent.parent.parent
GENERATED: Final = REPOSITORY / "generated"

# File of tools/generator to what is mutated in it: name, text, text instead.
MUTANTS: Final[dict[str, list[tuple[str, str, str]]]] = {
    "components.py": [
        ("required dropped", "required=particle.min_occurs > 0", "required=False"),
        ("array flag dropped", "array=particle.max_occurs is None", "array=False"),
        ("open types closed", "is_open = True", "is_open = False"),
        ("asserts as advice", 'yield _rule(rule, "error"', 'yield _rule(rule, "warning"'),
        ("advice as asserts", 'yield _rule(rule, "warning"', 'yield _rule(rule, "error"'),
    ],
    "leaves.py": [
        ("facet left out: fraction digits", "bounds=tuple(bounds.items()),", "bounds=tuple(item for item in bounds.items() if item[0] != 'fraction_digits'),"),
        ("facet left out: length", "bounds=tuple(bounds.items()),", "bounds=tuple(item for item in bounds.items() if item[0] != 'max_length'),"),
        ("upper bound off by one", "value = facet.value\n", "value = facet.value + (kind == 'maxInclusive')\n"),
        ("lower bound off by one", "value = facet.value\n", "value = facet.value - (kind == 'minInclusive')\n"),
        ("length off by one", "value = facet.value\n", "value = facet.value + (kind == 'maxLength')\n"),
        ("exclusive bound read as inclusive", '"minExclusive": "min_exclusive"', '"minExclusive": "min_inclusive"'),
        ("last value of enumerations dropped", "tuple(str(value) for value in facet.enumeration)", "tuple(str(value) for value in facet.enumeration[:-1])"),
        ("patterns open at the end", 'return anchored["inner"]', 'return f"(?:{anchored[\'inner\']}).*"'),
        ("patterns without dot-all", 'return anchored["inner"]', 'return anchored["inner"].replace("*", "+")'),
        ("decimals of replies lost", '("Decimal",) if member.name', '("int",) if member.name'),
    ],
    "xpath.py": [
        ("an assert's or turned to and", "{self._boolean(token[0])} {token.symbol} {self._boolean(token[1])}", "{self._boolean(token[0])} and {self._boolean(token[1])}"),
        ("an assert's and turned to or", "{self._boolean(token[0])} {token.symbol} {self._boolean(token[1])}", "{self._boolean(token[0])} or {self._boolean(token[1])}"),
        ("not dropped", 'return f"not ({self._boolean(token[0])})"', 'return f"({self._boolean(token[0])})"'),
        ("ge turned to gt", '"ge": ">="', '"ge": ">"'),
        ("sides of a comparison exchanged", "left, right = (", "right, left = ("),
        ("text equality turned", 'return f"text({value}) == ', 'return f"text({value}) != '),
        ("presence turned", "is not None\"\n            case \"(\"", "is None\"\n            case \"(\""),
        ("guards of absent nodes dropped", '"".join([*guards, paths[-1]])', "paths[-1]"),
    ],
    "tables.py": [
        ("patterns missing in the tables", 'f"patterns=({compiled},)"', '"patterns=()"'),
        ("arrays missing in the tables", '", array=True" if child.array', '", array=True" if False'),
        ("required missing in the tables", '", required=True" if child.required', '", required=True" if False'),
        ("wire roots missing", 'f"root={root!r}"', '"root=None"'),
        ("asserts missing in the tables", 'f"rules=rules.{constant_name(complex_type.name)}"', '"rules=()"'),
        ("open types closed in the tables", '"is_open=True"', '"is_open=False"'),
        ("order of nodes turned in the tables", "for child in complex_type.children:", "for child in reversed(complex_type.children):"),
        ("other spellings missing in the tables", '("spellings", "nested")', '("nested",)'),
        ("nested names missing in the tables", '("spellings", "nested")', '("spellings",)'),
        ("enumerations missing in the tables", 'f"enumeration={leaf.enumeration!r}"', '"enumeration=()"'),
    ],
    "straight.py": [
        ("order of nodes turned in the writers", "for child in one.children:\n        field = field_name(child.name)\n        if child.array:\n            lines +=", "for child in reversed(one.children):\n        field = field_name(child.name)\n        if child.array:\n            lines +="),
        ("empty elements not short", "if len(parts) == start + 1:", "if len(parts) == start:"),
        ("unknown nodes dropped by the writers", 'f"    if node.{UNKNOWN_FIELD} != []:"', '"    if False:"'),
        ("a missing list of unknown nodes passed over by the writers", "{UNKNOWN_FIELD} != []", "{UNKNOWN_FIELD}"),
        ("a missing list of unknown nodes passed over by the checks", 'f"node.{UNKNOWN_FIELD} == []"', 'f"not node.{UNKNOWN_FIELD}"'),
        ("class not looked at by the writers", 'f"{indent}if type(value) is not {child.type}:"', 'f"{indent}if value is False:"'),
        ("anything taken for a list by the writers", '"    if type(node.{field}) is not list:"', '"    if not node.{field}:"'),
        ("numbers written as text", '("int",): "number_of"', '("int",): "text_of"'),
        ("tail text ignored", '"        if (xml_text := xml_child.tail) and xml_text.strip(SPACE):"', '"        if False:"'),
        ("text before nodes ignored", '"    if (xml_text := xml.text) and xml_text.strip(SPACE):"', '"    if False:"'),
        ("unknown nodes dropped by the readers", '"            case _:", "                raise NotPlain"', '"            case _:", "                pass"'),
        ("doubled containers taken", 'guard = "" if child.array else', 'guard = "" if True else'),
        ("doubled leaves taken", "' and {field} is None'", "''"),
        ("nodes inside leaves ignored", "if len(xml_child) == 0{", "if True{"),
        ("truth values read as numbers", '("bool",): "read_truth"', '("bool",): "read_integer"'),
        ("decimals read as whole numbers", '("int", "Decimal"): "read_number"', '("int", "Decimal"): "read_integer"'),
        ("blank leaves read as absent", "else 'xml_child.text or \"\"'", "else 'xml_child.text'"),
        ("required dropped from the checks", "elif child.required:", "elif False:"),
        ("exclusive bound inclusive in the checks", '"min_exclusive": "<"', '"min_exclusive": "<="'),
        ("inclusive bound exclusive in the checks", '"max_inclusive": "<="', '"max_inclusive": "<"'),
        ("lower bounds dropped from the checks", "for name, sign in _LOWER.items() if name in bounds", "for name, sign in _LOWER.items() if False"),
        ("length off by one in the checks", "len(value) <= {bounds['max_length']}", "len(value) <= {bounds['max_length'] + 1}"),
        ("empty texts accepted", 'conditions.append("value" if', 'conditions.append("True" if'),
        ("unprintable text accepted", 'conditions.append("value.isprintable()")', 'conditions.append("True")'),
        ("patterns not anchored in the checks", ".fullmatch(value)", ".match(value)"),
        ("patterns dropped from the checks", "for index, _ in enumerate(leaf.patterns)]", "for index, _ in enumerate(leaf.patterns) if False]"),
        ("enumerations shortened in the checks", "for choice in leaf.enumeration)", "for choice in leaf.enumeration[1:])"),
        ("advice on addresses dropped", "if leaf.name in ADVISED:", "if False:"),
        ("asserts dropped from the checks", "for rule in one.rules]", "for rule in one.rules if False]"),
        ("advice dropped from the checks", "for rule in one.rules]", 'for rule in one.rules if rule.severity == "error"]'),
        ("fraction digits off by one in the checks", "has_at_most({digits}, value)", "has_at_most({digits + 1}, value)"),
        ("one condition enough", r'"\n        and ".join', r'"\n        or ".join'),
        ("children not looked into", "is {child.type} and {_function('accepts', child.type)}(value)", "is {child.type}"),
        ("numbers of any size accepted", 'else "is_whole(value)"', 'else "isinstance(value, int)"'),
        ("replies' text not looked at", "(isinstance(value, str) and value.isprintable())", "isinstance(value, str)"),
    ],
    "support/plain.py": [
        ("escape missed: &", '"[&<>', '"[<>'),
        ("escape missed: <", '"[&<>', '"[&>'),
        ("escape missed: carriage return", "\\x0b-\\x1f", "\\x0b\\x0c\\x0e-\\x1f"),
        ("control characters let through", "\\x00-\\x08", "\\x01"),
        ("surrogates let through", "\\ud800-\\udfff", ""),
        ("empty text as a pair of tags", "isinstance(value, str) and value and not", "isinstance(value, str) and not"),
        ("decimals with an exponent", 'return format(value, "f")', "return str(value)"),
        ("an infinite number written", "kind is Decimal and value.is_finite() and", "kind is Decimal and"),
        ("true in Python's spelling", 'return "true"', 'return "True"'),
        ("one written as true", "if value is True:", "if value == 1:"),
        ("zeros before whole numbers lost", "return value if str(value) == text else _not_plain()", "return value"),
        ("zeros before decimals lost", "(?:0|[1-9][0-9]{0,29})", "[0-9]{1,29}"),
        ("the hyphen for unset not known", '{"", "-"}', '{""}'),
        ("any text for a number", 'return text if text in {"", "-"} else _not_plain()', "return text"),
        ("anything but true is false", 'return False if text == "false" else _unset(text)', "return False"),
        ("infinity accepted", "type(value) is Decimal and value.is_finite()", "type(value) is Decimal"),
        ("digits after the point not counted to the last", "-digits <= exponent", "-digits < exponent"),
        ("a no-break space is space", '" \\t\\r\\n"', '" \\t\\r\\n\\u00a0"'),
        ("names of one part public", 'return "." not in host', "return False"),
        ("private numbers public", ".is_global", ".is_multicast"),
        ("addresses of any scheme taken for web addresses", 'r"https?://', 'r"[a-z]+://'),
        ("any event documented", "if event not in _EVENTS", "if not event"),
    ],
    "support/xpath.py": [
        ("no number counts as zero", "return math.nan\n\n\ndef text", "return 0.0\n\n\ndef text"),
        ("truth values compared as Python writes them", 'return "true" if value', 'return "True" if value'),
    ],
    "support/structure.py": [
        ("blank taken where it is too short", "and not self.min_length", "and True"),
        ("blank taken where no pattern takes it", 'and all(pattern.fullmatch("") for pattern in self.patterns)', "and True"),
    ],
}  # fmt: skip
NAMES: Final = [(file, name) for file, mutants in MUTANTS.items() for name, _, _ in mutants]
# Reading the spec anew for each mutant takes its time.
SLOW: Final = ("components.py", "leaves.py")


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    """What killed each mutant of the generator's writing part; None for those that live."""
    return hunt([file for file in MUTANTS if file not in SLOW], tmp_path_factory.mktemp("mutants"))


@pytest.fixture(scope="module")
def killed_slowly(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    return hunt([*SLOW], tmp_path_factory.mktemp("mutants"))


def hunt(files: list[str], folder: Path) -> dict[str, str | None]:
    command = [sys.executable, "-m", "tests.tools.test_mutants", str(folder), *files]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result: dict[str, str | None] = json.loads(done.stdout)
    return result


def report(verdicts: dict[str, str | None], announce: Callable[[str], None]) -> None:
    for name, reason in verdicts.items():
        announce(f"  {name:<72} {'killed by ' + reason if reason else 'LIVES'}")
    announce(f"  {sum(reason is not None for reason in verdicts.values())} of {len(verdicts)} mutants killed")
    assert [name for name, reason in verdicts.items() if reason is None] == []


def test_there_are_mutants_enough_and_each_has_its_name() -> None:
    assert len(set(NAMES)) == len(NAMES) >= 30


def test_every_mutant_of_what_writes_the_code_is_killed(
    killed: dict[str, str | None], announce: Callable[[str], None]
) -> None:
    assert len(killed) == sum(file not in SLOW for file, _ in NAMES)
    report(killed, announce)


@pytest.mark.slow
def test_every_mutant_of_what_reads_the_spec_is_killed(
    killed_slowly: dict[str, str | None], announce: Callable[[str], None]
) -> None:
    assert len(killed_slowly) == sum(file in SLOW for file, _ in NAMES)
    report(killed_slowly, announce)


# --- the process that renders mutants and asks them -------------------------------------------------------------------

Question = tuple[str, Any]
GENERATOR: Final = REPOSITORY / "tools" / "generator"
API: Final = "api"


def main(folder: Path, files: list[str]) -> None:
    from tools.generator.components import load_components

    components = load_components(REPOSITORY / "spec")
    in_fork(lambda: write_corpus(folder / "corpus"))
    verdicts: dict[str, str | None] = {}
    for file in files:
        for name, old, new in MUTANTS[file]:
            package = folder / str(len(verdicts)) / "cosanim_bindings"
            shutil.copytree(GENERATED / package.name, package, ignore=shutil.ignore_patterns("xsd", "__pycache__"))
            answer = package.with_name("verdict")
            in_fork(functools.partial(judge, components, file, old, new, package, folder / "corpus", answer))
            verdicts[name] = json.loads(answer.read_text("utf-8"))
    json.dump(verdicts, sys.stdout)


def judge(components: Any, file: str, old: str, new: str, package: Path, corpus: Path, answer: Path) -> None:
    """Write what kills a mutant, or null."""
    reason = None
    try:
        render(components, file, old, new, package)
    except AssertionError:
        raise
    except Exception as error:  # noqa: BLE001 - a generation that fails is noticed by everybody
        reason = f"generation: {type(error).__name__}"
    answer.write_text(json.dumps(reason or first_difference(package, corpus)), "utf-8")


def in_fork(work: Any) -> None:
    """Do something in a copy of this process, which has loaded no bindings yet."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if status:
            raise RuntimeError("the work failed; see above")
        return
    try:
        work()
    except BaseException:  # noqa: BLE001 - the copy must not go on with the tests of its parent
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def render(components: Any, file: str, old: str, new: str, package: Path) -> None:
    """Write the package as the mutated generator does."""
    source = (GENERATOR / file).read_text("utf-8")
    assert source.count(old) == 1, f"{file} holds {old!r} {source.count(old)} times: keep the mutant up to date"
    mutated = source.replace(old, new)
    if file.startswith("support/"):
        (package / Path(file).name).write_text(mutated, "utf-8")
        return
    name = f"tools.generator.{Path(file).stem}"
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(mutated, file, "exec"), module.__dict__)  # noqa: S102 - our own source
    for later in ("xpath", "tables", "straight"):
        if later != Path(file).stem:
            sys.modules.pop(f"tools.generator.{later}", None)
    if file in SLOW:
        if file != "components.py":
            sys.modules.pop("tools.generator.components")
        components = importlib.import_module("tools.generator.components").load_components(REPOSITORY / "spec")
    tables = importlib.import_module("tools.generator.tables")
    straight = importlib.import_module("tools.generator.straight")
    names = list(components.complex_types)
    modules = {name: Path(one.file).stem for name, one in components.complex_types.items()}
    written = {
        "rules": tables.render_rules(components, names, modules),
        "shapes": tables.render_shapes(components, names, modules),
        **straight.render_straight(components, names, modules),
    }
    for name, text in written.items():
        (package / f"{name}.py").write_text(text, "utf-8")


def use(package: Path) -> None:
    """Load a package of bindings, and of cosanim just what works on it."""
    sys.path[:0] = [str(package.parent), str(REPOSITORY)]
    if package.parent != GENERATED:
        cosanim = types.ModuleType("cosanim")
        cosanim.__path__ = [str(REPOSITORY / "cosanim")]
        sys.modules["cosanim"] = cosanim
    bindings = importlib.import_module("cosanim_bindings")
    assert Path(str(bindings.__file__)).parent == package


def first_difference(package: Path, corpus: Path) -> str | None:
    """Return the first question that is answered in another way than by the committed package."""
    try:
        use(package)
        for what, question, expected in pickle.loads(corpus.read_bytes()):  # noqa: S301 - our own
            if answers(question) != expected:
                return str(what)
    except Exception as error:  # noqa: BLE001 - a package that breaks is noticed as well
        return f"{type(error).__name__}: {error}"[:80]
    return None


def answers(question: Question) -> list[Any]:
    """Return everything that is said about an object, or about a document."""
    from cosanim_bindings.checks import CHECKS
    from cosanim_bindings.plain import NotPlain
    from cosanim_bindings.readers import READERS
    from cosanim_bindings.writers import WRITERS
    from lxml import etree

    from cosanim.xml.codec import decode, encode
    from cosanim.xml.validation import validate

    api, value = question
    if isinstance(value, tuple):
        document, cls = value
        said = [said_by(lambda: decode(document, cls))]
        with contextlib.suppress(etree.XMLSyntaxError, NotPlain):
            # Also whether it is read at once: the slow way alone would be right, too.
            said.append(repr(READERS[cls](etree.fromstring(document))))
        return said
    said = [said_by(lambda: validate(value)), said_by(lambda: encode(value)), CHECKS[type(value)](value)]
    with contextlib.suppress(NotPlain):
        parts: list[str] = []
        WRITERS[type(value)](value, parts)
        said.append(parts)
    with contextlib.suppress(Exception):
        written = encode(value)
        said += answers((api, (written, type(value))))
        if api:
            said.append(said_by(lambda: validate(written, api=api)))
    return said


def said_by(function: Any) -> tuple[str, ...]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            said = repr(function())
        except Exception as error:  # noqa: BLE001 - part of the answer
            said = f"{type(error).__name__}: {error}"
    return (said, *(str(warning.message) for warning in caught))


def write_corpus(path: Path) -> None:
    use(GENERATED / "cosanim_bindings")
    corpus = [(what, question, answers(question)) for what, question in questions()]
    path.write_bytes(pickle.dumps(corpus))


def questions() -> Iterator[tuple[str, Question]]:
    """Yield what is asked, with a name: each constraint alone, then whatever is odd."""
    from tests.codec.test_straight import LEAF_TEXTS, SURPLUS

    from tests.breakers import breakers, smallest, value_of
    from tests.codec.messages import in_message
    from tests.codec.test_constraints import ADVICE, RULES
    from tests.strategies import CLOSED_TYPES, COMPLEX, REQUESTS, children_of, class_of, field_of

    for rule, (broken, border, _) in {**RULES, **ADVICE}.items():
        yield f"{rule} broken", (REQUESTS[type(broken).__name__], broken)
        yield f"{rule} on its border", (REQUESTS[type(border).__name__], border)
    for breaker in breakers():
        child = next(child for child in children_of(breaker.type_name) if child.name == breaker.child)
        for text in (breaker.broken, breaker.boundary):
            for value in dict.fromkeys((text, value_of(child.type, text))):
                document = smallest(breaker.type_name)
                field = field_of(breaker.type_name, breaker.child)
                setattr(document, field, [value] if child.max_occurs != 1 else value)
                # Alone as well: in a message there may be advice, and then nothing is accepted at once.
                yield str(breaker), ("", copy.deepcopy(document))
                message, _ = in_message(breaker.type_name, document)
                # A text in XML shows the reading of odd forms of numbers, too.
                yield str(breaker), (REQUESTS.get(type(message).__name__, ""), message)
    for type_name in CLOSED_TYPES:
        for child in children_of(type_name):
            for value in (None, "", 10**200) if child.type.is_simple() else (None,):
                document = smallest(type_name)
                is_array = child.max_occurs != 1
                wanted = [] if is_array and value is None else [value] if is_array else value
                setattr(document, field_of(type_name, child.name), wanted)
                yield f"{child.name} of {type_name} is {str(value)[:8]!r}", ("", copy.deepcopy(document))
                message, _ = in_message(type_name, document)
                name = f"{child.name} of {type_name} in a message is {str(value)[:8]!r}"
                yield name, (REQUESTS.get(type(message).__name__, ""), message)
    for what, written in SURPLUS.items():
        yield what, ("", (written, class_of("VideoDetail")))
    for child in ("Codec", "Width", "Fps", "AnimateOnlyKeepKeyFrame"):
        for text in LEAF_TEXTS:
            element = f"<{child}>{text.replace('&', '&amp;').replace('<', '&lt;')}</{child}>"
            yield (
                f"{child} {text[:20]!r}",
                ("", (f"<VideoDetail>{element}</VideoDetail>".encode(), class_of("VideoDetail"))),
            )
    yield from odd_objects()
    for type_name in COMPLEX:
        yield f"{type_name} as it is at least", ("", smallest(type_name))


def odd_objects() -> Iterator[tuple[str, Question]]:
    """Yield objects with values that no constraint is about."""
    from tests.codec.test_straight import ODD_VALUES

    from cosanim import models
    from tests.codec.messages import queue, request

    for index, value in enumerate(ODD_VALUES):
        if type(value).__module__.startswith("tests"):
            continue  # a mutant's process has none of our test modules
        for field in ("codec", "width", "fps", "animate_only_keep_key_frame", "unknown"):
            yield f"odd value {index} as {field}", ("", models.VideoDetail(**{field: value}))
        yield f"odd value {index} in a request", ("submit_job", request(operation={"user_data": value}))
    for name in ("jobs_detail", "non_exist_job_ids"):
        for value in (
            None,
            (),
            [],
            [models.JobDetail(job_id="j1")],
            (models.JobDetail(),),
            [models.Video(codec="gif")],
            ["a", "b"],
        ):
            yield f"{name} is {value!r}"[:60], ("", models.DescribeJobsResponse(**{name: value}))
    for value in (models.VideoDetail(), models.Animation(), [], "x"):
        yield f"animation is {type(value).__name__}", ("", models.OperationDetail(animation=value))
    for doubled in (
        "<Input/><Input/>",
        "<State/><State>a</State>",
        "<Input><Object>a</Object></Input>x",
        "<State>a<b/></State>",
    ):
        yield doubled, ("", (f"<JobDetail>{doubled}</JobDetail>".encode(), models.JobDetail))
    for spelled in (b"<QueueID>p1</QueueID>", b"<QueueID>p1</QueueID><QueueId>p2</QueueId>"):
        yield str(spelled), ("", (b"<JobDetail>%b</JobDetail>" % spelled, models.JobDetail))
    nested = b"<Response><NonExistPIDs><QueueID>p1</QueueID></NonExistPIDs></Response>"
    yield str(nested), ("", (nested, models.ListQueuesResponse))
    for address, event in (("ftp://example.com/", "TaskFinish"), ("https://example.com/", "JobFinish")):
        yield (
            f"queue to {address} of {event}",
            ("update_queue", queue(state="On", url=address, type="Url", event=event)),
        )
    for host in ("localhost", "a", "10.0.0.1", "8.8.8.8", "example.com", "a.local"):
        yield f"callback to {host}", ("submit_job", request(callback=f"http://{host}/"))
        yield (
            f"queue to {host}",
            ("update_queue", queue(state="On", url=f"http://{host}/", type="Url", event="TaskFinish")),
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
