"""Submissions of a client at the same time: those of one target take turns while an outcome is looked up."""

import multiprocessing
import os
import threading
import warnings

import pytest

from cosanim.api.paid_requests.in_flight import InFlight, Submission, Target, TargetBusyError


def submission(key="in.mp4"):
    target = Target("submit_job", "b-1", "ap-tokyo", key, ("ap-tokyo", "b-1", "out.gif"))
    return Submission(target=target, request=None, body=b"")


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def in_flight(clock):
    return InFlight(clock)


def started(function, *arguments):
    thread = threading.Thread(target=function, args=arguments)
    thread.start()
    return thread


def test_submissions_of_the_same_target_are_sent_at_the_same_time(in_flight):
    one, other = submission(), submission()
    with in_flight.entered(one), in_flight.entered(other), in_flight.sending(one), in_flight.sending(other):
        pass


def test_a_lookup_waits_for_replies_and_holds_back_other_submissions_of_the_target(in_flight):
    first, second, third = submission(), submission(), submission()
    events = []
    looking = threading.Event()

    def look():
        with in_flight.entered(first), in_flight.alone(first):
            events.append("look")
            looking.set()

    def send():
        looking.wait()
        with in_flight.entered(third), in_flight.sending(third):
            events.append("sent")

    with in_flight.entered(second), in_flight.sending(second):
        threads = [started(look), started(send)]
        assert not looking.wait(0.05)
        events.append("reply")
    for thread in threads:
        thread.join()
    assert events == ["reply", "look", "sent"]


def test_other_targets_are_not_held_back(in_flight):
    one, other = submission(), submission("other.mp4")
    with in_flight.entered(one), in_flight.entered(other), in_flight.alone(one), in_flight.sending(other):
        pass


def test_a_submission_alone_is_sent_and_can_be_nested(in_flight):
    one = submission()
    with in_flight.entered(one), in_flight.alone(one):
        with in_flight.sending(one), in_flight.alone(one):
            pass
        with in_flight.alone(one):
            pass


def test_only_submissions_with_an_unknown_outcome_are_others(in_flight):
    one, other, known = submission(), submission(), submission()
    other.set_unknown(since=1, not_after=91)
    with in_flight.entered(one), in_flight.entered(other), in_flight.entered(known):
        assert in_flight.others(one) == [other]


def test_an_attempt_only_widens_the_time_of_unknown_outcomes():
    one = submission()
    for since, not_after in [(100, 190), (90, 180), (110, 200)]:
        one.set_unknown(since=since, not_after=not_after)
    assert (one.since, one.not_after) == (90, 200)


def test_a_job_belongs_to_the_submission_that_received_it(in_flight):
    one, other = submission(), submission()
    with in_flight.entered(one):
        in_flight.remember(one, ["j1"])
    assert in_flight.belongs_to_another("j1", other)
    assert not in_flight.belongs_to_another("j1", one)
    assert not in_flight.belongs_to_another("j2", other)
    assert in_flight.ids_of_others(other) == ["j1"]
    assert in_flight.ids_of_others(one) == []
    assert in_flight.ids_of_others(submission("other.mp4")) == []


def test_the_last_job_of_an_equal_request_is_known(in_flight, clock):
    for number in range(3):
        one = submission()
        with in_flight.entered(one):
            in_flight.remember(one, [f"j{number}"])
        clock.now += 10
    assert in_flight.equal_job(submission(), 60) == "j2"
    assert in_flight.equal_job(submission(), 5) is None
    assert in_flight.equal_job(submission("other.mp4"), 60) is None
    other = submission()
    other.body = b"other"
    assert in_flight.equal_job(other, 60) is None


def test_waiting_for_others_ends_with_the_time_out(in_flight):
    one, other = submission(), submission()
    with in_flight.entered(one), in_flight.entered(other), in_flight.alone(one):
        for timeout in (0, 0.01):
            with pytest.raises(TargetBusyError), in_flight.alone(other, timeout=timeout):
                pass
    with in_flight.entered(other), in_flight.alone(other, timeout=0):
        pass


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_does_not_wait_for_threads_of_its_parent(in_flight):
    one = submission()
    with in_flight.entered(one), in_flight.alone(one):
        script = multiprocessing.get_context("fork").Process(target=send_once, args=(in_flight,))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of fork in a process with threads
            script.start()
        script.join(20)
        code = script.exitcode
        script.kill()
        script.join()
    assert code == 0


def send_once(in_flight):
    one = submission()
    with in_flight.entered(one), in_flight.sending(one):
        pass


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_gives_its_submissions_other_ids():
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of fork in a process with threads
        script = context.Process(target=lambda: sender.send(submission().submission_id))
        script.start()
    own = submission().submission_id
    with receiver, sender:
        assert receiver.poll(20)
        assert receiver.recv() != own
    script.join()


def test_ids_are_forgotten_when_no_lookup_needs_them(in_flight, clock):
    long_one = submission()
    with in_flight.entered(long_one):
        for number in range(1000):
            one = submission(f"{number}.mp4")
            with in_flight.entered(one):
                in_flight.remember(one, [f"j{number}"])
            clock.now += 1
        assert in_flight.belongs_to_another("j0", long_one), "the lookup of the oldest submission needs it"
    with in_flight.entered(long_one):
        in_flight.remember(long_one, ["last"])
        assert not in_flight.belongs_to_another("j0", long_one)
        assert not in_flight.belongs_to_another("j699", long_one)
        assert in_flight.belongs_to_another("j700", long_one)
    assert not in_flight._groups
    assert not in_flight._started


def test_an_exception_releases_the_target(in_flight):
    one, other = submission(), submission()
    for place in (in_flight.sending, in_flight.alone):
        with pytest.raises(KeyboardInterrupt), in_flight.entered(one), place(one):
            raise KeyboardInterrupt
        with in_flight.entered(other), in_flight.alone(other), in_flight.sending(other):
            pass
