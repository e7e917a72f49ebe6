"""Violations of the schema and of refusals are in document order."""

import functools

from hypothesis import given
from hypothesis import strategies as st

from cosanim import validate
from cosanim.models import SubmitJobRequest
from cosanim.refusals import RULES
from cosanim.xml.validation import with_further
from tests.refusals.samples import OUTPUT, batch, found, job

FIELDS = [
    *("tag", "input", "input.object_key", "input.prefix", "operation", "operation.template_id", "operation.animation"),
    *("operation.job_param", "operation.animation.container", "operation.animation.time_interval.duration"),
    *("operation.output", "operation.output.region", "operation.output.bucket", "operation.output.object_key"),
    *("operation.user_data", "operation.job_level", "queue_id", "callback", "callback_type", "name", "unknown"),
]


WRONG = [None, "", 5, "é", "cos://x", "a/b.png", [], object()]


class TestOrder:
    """Refusals among the violations of the schema."""

    def test_all_violations_come_in_document_order(self):
        request = job("cos://b/x", "out.", template_id="a b")
        request.tag, request.operation.output.region, request.operation.user_data = "Video", None, "é"
        request.callback_format = "CSV"
        violations = with_further(validate(request), found(request), SubmitJobRequest)
        assert [(one.path.removeprefix("Request."), one.rule) for one in violations] == [
            ("Tag", "enumeration"),
            ("Input.Object", "scheme-in-key"),
            ("Operation.TemplateId", "pattern"),
            ("Operation.Output.Region", "required"),
            ("Operation.Output.Object", "wildcard-form"),
            ("Operation.UserData", "pattern"),
            ("CallBackFormat", "enumeration"),
        ]

    def test_what_is_missing_or_wrong_in_a_node_comes_before_its_children(self):
        request = job(output_key="out.")
        request.operation.animation = None
        request.operation.output.bucket = None
        request.input.object_key = None
        violations = with_further(validate(request), found(request), SubmitJobRequest)
        assert [one.rule for one in violations] == ["required", "template-or-animation", "required", "wildcard-form"]

    @given(st.sampled_from([job, batch]), st.lists(st.tuples(st.sampled_from(FIELDS), st.sampled_from(WRONG))))
    def test_the_violations_of_the_schema_keep_their_order(self, build, changes):
        request = build(output_key="/out/.gif")
        for path, value in changes:
            *outer, field = path.split(".")
            node = functools.reduce(lambda node, name: getattr(node, name, None), outer, request)
            if hasattr(node, field):
                setattr(node, field, value)
        schema, further = validate(request), found(request)
        violations = with_further(schema, further, type(request))
        own = {*RULES, "suffix", "leading-slash", "region"}
        assert [one for one in violations if one.rule not in own] == schema
        assert [one for one in violations if one.rule in own] == further
        ends = [violations.index(one) for one in further if one.path == OUTPUT][-1:]
        later = ("Request.Operation.UserData", "Request.Operation.JobLevel", "Request.CallBack", "Request.QueueId")
        assert not any(one.path.startswith(later) for end in ends for one in violations[:end])
