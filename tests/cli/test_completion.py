"""Shell completion offers the values of options, in a process as a shell runs it."""

import pytest
from click.shell_completion import ShellComplete

from cosanim.cli.program import cli
from cosanim.http.endpoints import CI_REGIONS
from cosanim.models import CallBackFormat, Codec, Format, JobState, QueueState
from cosanim.operations import APIS
from cosanim.presets import PRESETS
from cosanim.refusals import RULES
from tests.cli.support import ENTRY, process

OFFERED = {
    ("submit", "--format"): Format,
    ("submit", "--codec"): Codec,
    ("template create", "--format"): Format,
    ("submit", "--preset"): PRESETS,
    ("batch submit", "--preset"): PRESETS,
    ("submit", "--region"): CI_REGIONS,
    ("submit", "--output-region"): CI_REGIONS,
    ("list", "--region"): CI_REGIONS,
    ("submit", "--allow"): RULES,
    ("batch submit", "--allow"): RULES,
    ("submit", "--callback-format"): CallBackFormat,
    ("queue update", "--callback-format"): CallBackFormat,
    ("list", "--state"): JobState,
    ("batch list", "--state"): JobState,
    ("list", "--queue-type"): ("Transcoding", "SpeedTranscoding"),
    ("queue list", "--state"): QueueState,
    ("queue update", "--state"): QueueState,
    ("policy", "--api"): APIS,
}


def complete(words, incomplete=""):
    items = ShellComplete(cli, {}, "cosanim", "_COSANIM_COMPLETE").get_completions(list(words), incomplete)
    return [item.value for item in items]


@pytest.mark.parametrize(("command", "option"), OFFERED)
def test_an_option_offers_its_values(command, option):
    values = [str(value) for value in OFFERED[command, option]]
    assert complete([*command.split(), option]) == values
    first = values[0]
    assert first in complete([*command.split(), option], first[:1])
    assert complete([*command.split(), option], "nonsense") == []


def test_every_command_is_offered():
    assert {"submit", "template", "batch"} <= set(complete([]))
    assert complete(["batch"], "w") == ["wait"]


def test_another_value_reaches_the_schema_with_all_other_violations(cosanim):
    ran = cosanim("submit", "in.mp4", "o.gif", "--format", "GIF", "--width", "1", "--json")
    assert ran.code == 1
    assert {"enumeration", "min"} <= {one["rule"] for one in ran.error["violations"]}


def test_a_shell_gets_the_values():
    ran = process(
        _COSANIM_COMPLETE="bash_complete",
        COMP_WORDS="cosanim submit --format ",
        COMP_CWORD="3",
        code=f"import sys; sys.argv[0] = 'cosanim'; {ENTRY[2]}",
    )
    assert ran.out.split() == [f"plain,{value}" for value in Format]


@pytest.mark.parametrize(
    ("words", "unused"),
    [
        (
            ["--version"],
            [
                "cosanim_bindings.jobs",
                "cosanim_bindings.batch",
                "cosanim.client",
                "cosanim.refusals",
                "requests",
                "urllib3",
            ],
        ),
        (["sign", "GET", "/", "--key-time", "1;2"], ["cosanim_bindings.jobs", "cosanim.client", "requests"]),
        (["submit", "--help"], []),
    ],
    ids=["version", "sign", "submit"],
)
def test_completion_costs_no_import(words, unused):
    """Values are loaded when they are completed; the local service and presets when they are used."""
    code = (
        "import sys\nfrom cosanim.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    ran = process(*words, code=code, TENCENTCLOUD_SECRET_ID="i", TENCENTCLOUD_SECRET_KEY="k")
    assert ran.out
    loaded = set(ran.err.split())
    assert "cosanim.cli.program" in loaded
    assert loaded.isdisjoint({*unused, "cosanim.local", "cosanim.presets", "rich", "av"})
