"""Each rule of refusals can be waived, and nothing else."""

import itertools

import pytest

from cosanim.refusals import RULES
from tests.refusals.samples import batch, found, job, rules


def test_a_waiver_close_to_a_rule_is_corrected():
    with pytest.raises(ValueError, match="not overwrite-input: did you mean 'overwrites-input'"):
        found(job(), allow={"overwrite-input"})


def test_none_is_no_collection_of_rules():
    with pytest.raises(TypeError, match="allow is a text, not NoneType"):
        found(job(), allow=None)


@pytest.mark.parametrize("allow", [{"overwrites_input"}, ["suffix"], "all", {"no-duration"}])
def test_only_the_rules_of_refusals_can_be_waived(allow):
    with pytest.raises(
        ValueError, match="allow takes overwrites-input, shared-output, wildcard-form, scheme-in-key, not"
    ):
        found(job(), allow=allow)


def test_a_rule_is_a_text():
    with pytest.raises(TypeError, match="allow is a text, not int"):
        found(job(), allow={1})


def test_one_rule_may_be_given_as_a_text():
    assert found(job(output_key="out."), allow="wildcard-form") == []


EVERY_RULE = [job("cos://b/x", "cos://b/x"), job("a.", "a."), batch("{jobid}.gif"), batch("s://.", prefix="s://")]


def test_the_examples_of_waivers_break_every_rule():
    assert {rule for request in EVERY_RULE for rule in rules(request)} == {*RULES}


@pytest.mark.parametrize("request_", EVERY_RULE)
def test_every_waiver_waives_exactly_its_rules(request_):
    everything = found(request_)
    for count in range(len(RULES) + 1):
        for allow in itertools.combinations(RULES, count):
            assert found(request_, allow=allow) == [one for one in everything if one.rule not in allow]
