"""Clients refuse to pickle, and their copies share connections."""

import copy
import multiprocessing
import pickle

import pytest

from cosanim import AnimationClient, NotFoundError
from cosanim.local import LocalService
from tests.servers.loopback import BUCKET, CREDENTIALS, REGION, client_of


class Derived(AnimationClient):
    """A client class of a user."""

    def __init__(self, **options):
        super().__init__(**options)
        self.note = "mine"


def load_credentials():
    """Return credentials; a function at module level, which can be pickled."""
    return CREDENTIALS


CLIENTS = {
    "explicit": lambda: client_of("http://127.0.0.1:9"),
    "callable": lambda: client_of("http://127.0.0.1:9", credentials=load_credentials),
    "environment": lambda: client_of("http://127.0.0.1:9", credentials=None),
    "derived": lambda: Derived(bucket=BUCKET, region=REGION, credentials=CREDENTIALS),
    "copied": lambda: copy.copy(client_of("http://127.0.0.1:9")),
    "elsewhere": lambda: client_of("http://127.0.0.1:9").at(bucket="other-1250000000"),
    "objects": lambda: client_of("http://127.0.0.1:9").objects,
}


@pytest.mark.parametrize("make", CLIENTS.values(), ids=CLIENTS)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_client_refuses_to_pickle_and_says_what_to_do(make, protocol):
    made = make()
    with pytest.raises(TypeError, match="build the client in the other process") as caught:
        pickle.dumps(made, protocol)
    assert type(made).__name__ in str(caught.value)
    assert "hush" not in str(caught.value)


def test_passing_a_client_to_a_spawned_process_raises_in_the_parent():
    process = multiprocessing.get_context("spawn").Process(target=print, args=(client_of("http://127.0.0.1:9"),))
    with pytest.raises(TypeError, match="AnimationClient is not pickled"):
        process.start()


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda client: client.at(region=REGION)])
def test_a_copy_shares_connections_and_works(copied):
    with LocalService(render=False) as service, service.client() as client:
        client.note = "kept"
        other = copied(client)
        assert other is not client
        assert (other.bucket, other.region, other.note) == (client.bucket, client.region, "kept")
        other.objects.put("key", b"x")
        assert client.objects.head("key").size == 1
        with pytest.raises(NotFoundError) as caught:
            other.describe_job("jnone")
        again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
        assert (str(again), again.request_id) == (str(caught.value), caught.value.request_id)


def test_at_does_not_change_the_client_itself():
    client = client_of("http://127.0.0.1:9")
    assert client.at(bucket="other-1250000000").bucket == "other-1250000000"
    assert client.bucket == BUCKET
