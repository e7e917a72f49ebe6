"""Makes the queries for the lists of jobs and batches.

A page must not cost more the longer the list is: each query reads an index that has the records of its most selective
condition in the order of the list, and only as far as the page needs. The indexes are in
``cosanim.local.storage.database``. SQLite does not know which condition on jobs is selective, so a query of jobs names
its index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cosanim.models import JobState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cosanim.local.storage.filters import BatchFilter, JobFilter, PageFilter


class Query(NamedTuple):
    """A query and its parameters.

    Attributes:
        sql: The text.
        parameters: The values of its question marks.
    """

    sql: str
    parameters: list[Any]


def job_page_query(bucket: str, condition: JobFilter) -> Query | None:
    """Return the query for a page of jobs and one job more, which shows whether there is a next page.

    Args:
        bucket: The bucket.
        condition: Selects the jobs and the page.

    Returns:
        The query; None if no job can be in one of the states.
    """
    page = condition.page
    terms = {
        "bucket = ?": bucket,
        "batch_id = ?": condition.batch_id,
        "input = ?": condition.input_key,
        "queue_id = ?": condition.queue_id,
        **_page_terms(page),
    }
    states = None if page.states is None else [state for state in JobState if state in page.states]
    if states == []:
        return None
    if states is None or condition.batch_id is not None or condition.input_key is not None:
        selects = [_select(f"jobs INDEXED BY {_index(condition)}", terms, states)]
    else:
        # SQLite merges the jobs of several states, each of which the index has in the order of the list.
        selects = [_select("jobs INDEXED BY jobs_by_state", terms, [state]) for state in states]
    sql = " UNION ALL ".join(select.sql for select in selects)
    parameters = [value for select in selects for value in select.parameters]
    return Query(f"{sql} {_order(page)} LIMIT ?", [*parameters, page.size + 1])


def batches_query(bucket: str, condition: BatchFilter) -> Query:
    """Return the query for the batches of a page and all following pages.

    The states are not part of the query, since the table does not have them.

    Args:
        bucket: The bucket.
        condition: Selects the batches and the page.
    """
    page = condition.page
    terms = {
        "bucket = ?": bucket,
        "batch_id = ?": condition.batch_id,
        "name = ?": condition.name,
        **_page_terms(page),
    }
    select = _select("batches", terms, None)
    return Query(f"{select.sql} {_order(page)}", select.parameters)


def _page_terms(page: PageFilter) -> dict[str, Any]:
    return {
        "number < ?" if page.newest_first else "number > ?": page.after,
        "created >= ?": page.since,
        "created < ?": page.until,
    }


def _order(page: PageFilter) -> str:
    return f"ORDER BY number {'DESC' if page.newest_first else 'ASC'}"


def _index(condition: JobFilter) -> str:
    """Return the name of the index for the most selective condition other than the states."""
    if condition.batch_id is not None:
        return "jobs_by_batch"
    if condition.input_key is not None:
        return "jobs_by_input"
    return "jobs_by_number" if condition.queue_id is None else "jobs_by_queue"


def _select(table: str, terms: Mapping[str, Any], states: list[JobState] | None) -> Query:
    """Return the query for the rows that meet all conditions with a value other than None."""
    given = {term: value for term, value in terms.items() if value is not None}
    where, parameters = list(given), list(given.values())
    if states is not None:
        where.append(f"state IN ({', '.join('?' * len(states))})")
        parameters += states
    return Query(f"SELECT * FROM {table} WHERE {' AND '.join(where)}", parameters)  # noqa: S608 - no text of a request
