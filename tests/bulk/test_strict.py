"""Advice on the rows of a run is a warning at the caller's line, or, if that is asked for, an error."""

import pytest

from cosanim import AdviceWarning, SchemaError
from cosanim.bulk.journal import RowState
from cosanim.errors.bulk import InvalidRows
from tests.bulk.support import outputs_of, request


def without_duration(number):
    row = request(number)
    row.operation.animation.time_interval = None
    return row


def test_advice_is_given_once_for_each_row(client, journal):
    with pytest.warns(AdviceWarning, match="no-duration") as caught:
        list(client.submit_many([without_duration(1), without_duration(2)], journal=journal))
    assert [warning.filename for warning in caught] == [__file__] * 2


@pytest.mark.parametrize(("of_client", "of_call"), [(True, None), (False, True)])
def test_strict_refuses_all_rows_before_anything_is_sent(connect, client, journal, of_client, of_call):
    strict = connect(strict=of_client)
    with pytest.raises(InvalidRows, match="row 2: warning"):
        list(strict.submit_many([request(1), without_duration(2)], journal=journal, strict=of_call))
    assert outputs_of(client) == {}


def test_strict_refuses_a_row_of_an_iterator_alone(client, journal):
    rows = iter([without_duration(1), request(2)])
    results = {result.number: result for result in client.submit_many(rows, journal=journal, strict=True)}
    assert [results[number].state for number in (1, 2)] == [RowState.FAILED, RowState.SUBMITTED]
    assert isinstance(results[1].error, SchemaError)
