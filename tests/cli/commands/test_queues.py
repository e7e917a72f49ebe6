"""``cosanim queue …``."""

from tests.cli.support import queue_id


def test_a_queue_is_listed_and_shown(cosanim):
    ran = cosanim("queue", "list")
    queue, name, state, callback, size, at_once = ran.out.rstrip("\n").split("\t")
    assert (name, state, callback, size, at_once) == ("queue-1", "Active", "-", "10000", "10")
    assert cosanim("queue", "show", queue).out == ran.out
    assert cosanim("queue", "show", queue, "--json").json["queue_id"] == queue
    assert cosanim("queue", "list", "--state", "Paused").out == ""
    missing = cosanim("queue", "show", "p404", "--json")
    assert (missing.code, missing.error["code"]) == (3, "QueueNotFound")
    assert missing.error["request_id"]


def test_pausing_and_resuming_change_nothing_else(cosanim):
    queue = queue_id(cosanim)
    cosanim(
        "queue",
        "update",
        queue,
        "--name",
        "mine",
        "--callback",
        "https://example.com/",
        "--callback-format",
        "JSON",
    )
    before = cosanim("queue", "show", queue, "--json").json
    paused = cosanim("queue", "pause", queue, "--json").json
    assert paused["state"] == "Paused"
    resumed = cosanim("queue", "resume", queue, "--json").json
    assert resumed["state"] == "Active"
    for after in (paused, resumed):
        assert (after["name"], after["notify_config"]) == (before["name"], before["notify_config"])


def test_what_is_not_named_stays(cosanim):
    queue = queue_id(cosanim)

    def config(*words):
        ran = cosanim("queue", "update", queue, "--json", *words)
        assert ran.code == 0, ran.err
        return ran.json["notify_config"]

    assert config("--callback-format", "JSON") == {"state": "Off", "result_format": "JSON"}
    config_with_url = config("--callback", "https://example.com/a")
    assert config_with_url == {
        "state": "On",
        "type": "Url",
        "url": "https://example.com/a",
        "event": "TaskFinish",
        "result_format": "JSON",
    }
    assert config("--callback-format", "XML") == config_with_url | {"result_format": "XML"}
    assert config("--callback", "https://example.com/b")["result_format"] == "XML"
    off = config("--callback", "no")
    assert (off["state"], off["result_format"]) == ("Off", "XML")
    assert cosanim("queue", "update", queue, "--state", "Paused").out.split("\t")[2:4] == ["Paused", "-"]


def test_violations_exit_1(cosanim):
    queue = queue_id(cosanim)
    for words in (["--state", "paused"], ["--callback", ""], ["--callback-format", "YAML"]):
        ran = cosanim("queue", "update", queue, "--json", *words)
        assert (ran.code, ran.error["error"]) == (1, "SchemaError")


def test_an_address_that_no_page_forbids_is_sent_with_a_warning(cosanim):
    queue = queue_id(cosanim)
    ran = cosanim("queue", "update", queue, "--json", "--callback", "ftp://example.com/")
    assert ran.code == 0
    assert "callback-address" in ran.err
    shown = cosanim("queue", "show", queue, "--json").json
    assert shown["notify_config"]["url"] == "ftp://example.com/"
