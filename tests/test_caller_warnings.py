"""Warnings point at the line of the caller."""

import copy
import inspect
import warnings

import pytest

from cosanim import AnimationClient, Credentials, RegionWarning
from tests.servers.loopback import BUCKET, CREDENTIALS, client_of


class Derived(AnimationClient):
    """A client class of a user."""

    def __init__(self, **options):
        super().__init__(**options)
        self.note = "mine"


def _here():
    return inspect.currentframe().f_back.f_lineno


@pytest.mark.parametrize("way", ["client", "derived", "at", "copied at"])
def test_the_warning_for_an_unknown_region_points_at_the_line_that_names_it(way):
    client = client_of("")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if way == "client":
            AnimationClient(bucket=BUCKET, region="ap-mars", credentials=Credentials("i", "k"))
            line = _here() - 1
        elif way == "derived":
            Derived(bucket=BUCKET, region="ap-mars", credentials=CREDENTIALS)
            line = inspect.getsourcelines(Derived.__init__)[1] + 1
        elif way == "at":
            client.at(region="ap-mars")
            line = _here() - 1
        else:
            copy.copy(client).at(region="ap-mars")
            line = _here() - 1
    assert [(one.category, one.filename, one.lineno) for one in caught] == [(RegionWarning, __file__, line)]
