"""The text of faults: what it means, and the errors of texts of another form."""

import pytest

from cosanim.error_codes import CI_CODES
from cosanim.local.http.faults import Fault, FaultKind, parse_fault, parse_faults


def test_each_part_is_a_fault_with_its_probability():
    text = (
        "refuse=0.02, drop-before=0.02,drop-after=0.05,late=0.03:2.0,503=0.05,429=0.05,slow=0.1:0,403=0:QueueSaturated"
    )
    assert parse_faults(text).probabilities == (
        (Fault(FaultKind.REFUSE), 0.02),
        (Fault(FaultKind.DROP_BEFORE), 0.02),
        (Fault(FaultKind.DROP_AFTER), 0.05),
        (Fault(FaultKind.LATE, seconds=2), 0.03),
        (Fault(FaultKind.STATUS, status=503, code="ServiceUnavailable"), 0.05),
        (Fault(FaultKind.STATUS, status=429, code="SlowDown"), 0.05),
        (Fault(FaultKind.SLOW), 0.1),
        (Fault(FaultKind.STATUS, status=403, code="QueueSaturated"), 0),
    )


@pytest.mark.parametrize("text", ["refuse", "drop-before", "drop-after", "late:2.5", "slow:0", "503:SlowDown"])
def test_a_single_fault_is_the_text_that_it_prints(text):
    assert str(parse_fault(text)) == text


def test_every_status_of_a_documented_error_is_a_fault_with_a_documented_code():
    documented = {(row.status, row.code) for row in CI_CODES if row.status is not None and row.status >= 400}
    for status, code in documented:
        fault = parse_fault(str(status))
        assert (fault.status, fault.code) in documented
        assert parse_fault(f"{status}:{code}").code == code


@pytest.mark.parametrize(
    ("status", "code"),
    [(402, "InvalidArgument"), (499, "InvalidArgument"), (502, "InternalError"), (599, "InternalError")],
)
def test_other_statuses_have_a_general_code_unless_another_is_named(status, code):
    assert parse_fault(str(status)) == Fault(FaultKind.STATUS, status=status, code=code)
    assert parse_faults(f"{status}=0.5").probabilities == ((parse_fault(str(status)), 0.5),)
    assert parse_fault(f"{status}:SlowDown") == Fault(FaultKind.STATUS, status=status, code="SlowDown")
    assert str(parse_fault(f"{status}:SlowDown")) == f"{status}:SlowDown"


def test_codes_without_a_documented_status_and_of_the_object_store_are_faults():
    assert str(parse_fault("400:TemplateNameDuplicate")) == "400:TemplateNameDuplicate"
    assert str(parse_fault(307)) == "307:TemporaryRedirect"
    assert str(parse_fault("403:InvalidObjectState", of_objects=True)) == "403:InvalidObjectState"
    defaults = {status: parse_fault(status, of_objects=True).code for status in (403, 404, 416, 503)}
    assert defaults == {403: "AccessDenied", 404: "NoSuchKey", 416: "InvalidRange", 503: "ServiceUnavailable"}


@pytest.mark.parametrize(
    ("text", "of_objects", "message"),
    [
        ("403:InvalidObjectState", False, "has a code that is not documented for 403"),
        ("304", False, "use one from 400 to 599, 301 or 307"),
        ("drop-after", True, "acts on the request: for objects use refuse, drop-before or an error status"),
        ("late:1", True, "acts on the request"),
    ],
)
def test_a_fault_that_the_kind_of_request_cannot_have_is_an_error(text, of_objects, message):
    with pytest.raises(ValueError, match=message):
        parse_fault(text, of_objects=of_objects)


def test_every_error_status_is_a_fault():
    assert [parse_fault(str(status)).status for status in range(400, 600)] == list(range(400, 600))


@pytest.mark.parametrize("faults", [503, ["503=1"], b"503=1"])
def test_faults_of_another_type_are_a_type_error(faults):
    with pytest.raises(TypeError, match="faults is a text, not"):
        parse_faults(faults)


def test_rounding_does_not_lift_a_sum_above_1():
    assert len(parse_faults(",".join(f"slow=0.1:{seconds}" for seconds in range(10))).probabilities) == 10


BAD = {
    "": "'' has no fault: write NAME=PROBABILITY, as in refuse=0.02, or leave it out for no faults",
    " ": "' ' has no fault: write",
    ",": "',' has an empty part: remove the comma before or after it",
    "refuse=0.1,": "'refuse=0.1,' has an empty part: remove the comma",
    ",refuse=0.1": "',refuse=0.1' has an empty part",
    "refuse=0.1, ,503=0.1": "'refuse=0.1, ,503=0.1' has an empty part",
    "refuse": "'refuse' has no probability: write NAME=PROBABILITY, as in refuse=0.02",
    "late:2": "'late:2' has no probability: write NAME=PROBABILITY, as in late=0.02",
    "drop_after=0.1": "'drop_after=0.1' names no fault: did you mean 'drop-after'? Otherwise use refuse, drop-before",
    "rain=0.1": "'rain=0.1' names no fault: use refuse, drop-before, drop-after, late, slow or an error status",
    "status=0.1": "'status=0.1' names no fault",
    "refuse=": "has the probability '': give a number from 0 to 1",
    "refuse=x": "has the probability 'x'",
    "refuse=nan": "has the probability 'nan'",
    "refuse=1.01": "has the probability '1.01'",
    "refuse=-0.1": "has the probability '-0.1'",
    "refuse=0.6,503=0.5": "the probabilities of 'refuse=0.6,503=0.5' sum to 1.1: lower them",
    "refuse=0.1,refuse=0.2": "'refuse=0.2' repeats a fault",
    "refuse=0.1:2": "'refuse=0.1:2' has a value, which refuse does not take: write refuse=0.05",
    "late=0.1": "'late=0.1' has no seconds, which late needs after a colon: write late=0.05:2.0",
    "late=0.1:": "has the seconds '': give a finite number from 0 on",
    "late=0.1:inf": "has the seconds 'inf'",
    "slow=0.1:nan": "has the seconds 'nan'",
    "slow=0.1:-1": "has the seconds '-1'",
    "200=0.1": "'200=0.1' has a status that is no error: use one from 400 to 599",
    "399=0.1": "use one from 400 to 599",
    "600=0.1": "use one from 400 to 599",
    "0502=0.1": "use one from 400 to 599",
    "9" * 5000 + "=0.1": "use one from 400 to 599",
    "502=0.1:Nope": "'502=0.1:Nope' has no documented error code: use one of cosanim.error_codes, or leave it out",
    "502=0.1:InternalErorr": "has no documented error code: did you mean 'InternalError'?",
    "502=0.1:": "'502=0.1:' has no documented error code",
    "503=0.1:Nope": "has a code that is not documented for 503: use SlowDown or ServiceUnavailable",
}


@pytest.mark.parametrize("text", BAD)
def test_another_form_is_an_error_that_names_the_part_the_rule_and_what_to_do(text):
    with pytest.raises(ValueError, match=r"^faults: ") as caught:
        parse_faults(text)
    assert BAD[text] in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("late", "'late' has no seconds, which late needs after a colon: write late:2.0"),
        ("drop-after=0.1", "names no fault: did you mean 'drop-after'?"),
        ("refuse:1", "'refuse:1' has a value, which refuse does not take: write refuse"),
    ],
)
def test_a_single_fault_of_another_form_is_an_error_with_an_example_of_its_own(text, message):
    with pytest.raises(ValueError, match=r"^faults: ") as caught:
        parse_fault(text)
    assert message in str(caught.value)
