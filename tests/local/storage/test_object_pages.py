"""Pages of lists of objects against a plain computation, and the steps in the index that they cost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cosanim.local.storage.database import Database
from cosanim.local.storage.object_pages import ListedObject, read_entries, read_page
from tests.local.support import BUCKET

LARGEST = "\U0010ffff"
KEYS = st.text(st.sampled_from(["a", "b", "/", "é", "\0", "\ud7ff", "\ue000", "\uffff", LARGEST]), max_size=5)


def make_database(folder):
    database = Database(folder / "db")
    with database.transaction() as connection:
        connection.execute("INSERT INTO buckets VALUES (?, 0.0)", (BUCKET,))
    return database


def store(database, keys, bucket=BUCKET):
    with database.transaction() as connection:
        connection.executemany(
            "INSERT OR REPLACE INTO objects VALUES (?, ?, 'f', 1, 'm', '0', 0.0, '{}')", [(bucket, key) for key in keys]
        )


@pytest.fixture
def database(tmp_path):
    made = make_database(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    made = make_database(tmp_path_factory.mktemp("pages"))
    yield made
    made.close()


def names(entries):
    return [entry.key if isinstance(entry, ListedObject) else f"{entry}*" for entry in entries]


def computed(keys, prefix, delimiter):
    """Return the whole list, computed over all keys."""
    found = []
    for key in sorted(keys, key=str.encode):
        if not key.startswith(prefix):
            continue
        end = key.find(delimiter, len(prefix)) if delimiter else -1
        name = key if end < 0 else f"{key[: end + len(delimiter)]}*"
        if name not in found[-1:]:
            found.append(name)
    return found


@settings(max_examples=150, deadline=None)
@given(
    keys=st.sets(KEYS.filter(bool), max_size=12),
    prefix=st.one_of(st.just(""), KEYS),
    delimiter=st.sampled_from(["", "/", "é", "a/"]),
    limit=st.integers(1, 4),
)
def test_the_pages_together_are_the_list(shared, keys, prefix, delimiter, limit):
    with shared.transaction() as connection:
        connection.execute("DELETE FROM objects")
    store(shared, keys)
    store(shared, {f"{key}+" for key in keys}, bucket="other-1")
    expected, marker, found = computed(keys, prefix, delimiter), "", []
    with shared.transaction() as connection:
        assert names(read_entries(connection, BUCKET, prefix, delimiter=delimiter)) == expected
        while True:
            page = read_page(connection, BUCKET, prefix=prefix, marker=marker, delimiter=delimiter, limit=limit)
            found += names(page.entries)
            assert len(page.entries) <= limit
            if page.next_marker is None:
                break
            assert page.next_marker > marker
            marker = page.next_marker
    assert found == expected


def test_a_marker_need_not_be_a_key(database):
    store(database, ["a", "b/1", "b/2", "c"])
    with database.transaction() as connection:
        assert names(read_entries(connection, BUCKET, "", marker="aa")) == ["b/1", "b/2", "c"]
        assert names(read_entries(connection, BUCKET, "", marker="a")) == ["b/1", "b/2", "c"]
        assert names(read_entries(connection, BUCKET, "b", marker="a")) == ["b/1", "b/2"]
        assert names(read_entries(connection, BUCKET, "b", marker="c")) == []
        assert names(read_entries(connection, BUCKET, "", marker="b/", delimiter="/")) == ["c"]


def test_a_page_without_entries_is_the_last(database):
    store(database, ["a"])
    with database.transaction() as connection:
        assert read_page(connection, BUCKET, prefix="", marker="", delimiter="", limit=0) == ([], None)


def count_steps(database, act):
    """Return how often SQLite reported ten instructions of its virtual machine."""
    steps = [0]

    def count():
        steps[0] += 1
        return 0

    with database.transaction() as connection:
        connection.set_progress_handler(count, 10)
        try:
            act(connection)
        finally:
            connection.set_progress_handler(None, 0)
    return steps[0]


@pytest.mark.parametrize("delimiter", ["", "/"])
def test_a_page_costs_its_entries_and_not_the_bucket(database, delimiter):
    def page(connection):
        found = read_page(connection, BUCKET, prefix="m/", marker="m/5", delimiter=delimiter, limit=10)
        assert len(found.entries) == 10

    store(database, [f"m/{number:05}/{name}" for number in range(60) for name in "ab"])
    store(database, ["m/6"] + [f"m/6{number}" for number in range(10)])
    few = count_steps(database, page)
    store(database, [f"{first}/{number:05}" for first in "alz" for number in range(3000)])
    store(database, [f"m/00001/{number:05}" for number in range(3000)])
    assert count_steps(database, page) <= few + 2


def test_the_keys_of_a_common_prefix_are_skipped(database):
    def page(connection):
        assert names(read_entries(connection, BUCKET, "", delimiter="/")) == ["a/*", "b/*", "c"]

    store(database, ["a/1", "b/1", "c"])
    few = count_steps(database, page)
    store(database, [f"{first}/{number:05}" for first in "ab" for number in range(3000)])
    assert count_steps(database, page) <= few + 2
