"""Transactions of the database, and the actions that follow their outcome."""

from contextlib import closing

import pytest

from cosanim.local.storage.database import Database


@pytest.fixture
def database(tmp_path):
    with closing(Database(tmp_path / "sqlite")) as database:
        yield database


def buckets(database):
    with database.transaction() as connection:
        return [row["name"] for row in connection.execute("SELECT name FROM buckets")]


def test_a_transaction_is_committed_as_a_whole_or_not_at_all(database):
    done, undone = [], []

    def fail():
        with database.transaction() as connection:
            connection.execute("INSERT INTO buckets VALUES ('b', 0.0)")
            database.on_commit(lambda: done.append(1))
            database.on_rollback(lambda: undone.append(1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (buckets(database), done, undone) == ([], [], [1])
    with database.transaction() as connection:
        connection.execute("INSERT INTO buckets VALUES ('b', 0.0)")
        database.on_commit(lambda: done.append(2))
    assert (buckets(database), done, undone) == (["b"], [2], [1])
