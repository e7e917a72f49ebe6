"""The pages of jobs: what they show, and that they refresh only what has changed."""

import json

from tests.local.page.support import PREFIX, get, post, token
from tests.local.support import Receiver, eventually, finished, job_body, listed, queue_of, send, set_queue, submit


def refresh(answer):
    """Return the URL from which a page refreshes its part."""
    (url,) = answer.find("//@hx-get")
    return url


def test_the_list_shows_state_keys_and_measures(service):
    job = submit(service, job_body())
    finished(service, job.job_id)
    submit(service, job_body("absent.mp4"))
    eventually(lambda: listed(service).jobs_detail[0].state == "Failed")
    answer = get(service, "/")
    newest, oldest = (" ".join(card.text_content().split()) for card in answer.find("//li[@class='card']"))
    assert "absent.mp4 Failed" in newest
    assert "ResourceNotFound" in newest
    assert "in/video.mp4 Success" in oldest
    assert "1 × 1 pixels, 1 frames, 0.1 s, 34 bytes" in oldest
    assert answer.find("//img/@alt") == ["Animation out/result.gif"]
    assert get(service, answer.find("//img/@src")[0]).headers["Content-Type"] == "image/gif"
    assert answer.find("//*[@role='status']")[0].text == "1 Success, 1 Failed"


def test_an_empty_list_says_how_to_begin(service):
    assert "No jobs. Submit one" in get(service, "/").text
    assert "No jobs in the state Failed" in get(service, f"{PREFIX}/jobs?state=Failed").text


def test_the_list_has_pages_and_a_filter(service):
    for number in range(11):
        submit(service, job_body(f"absent{number}.mp4"))
    eventually(lambda: listed(service, states="Failed", size="100").jobs_detail[10:] or None)
    first = get(service, f"{PREFIX}/jobs?state=Failed")
    assert len(first.find("//li[@class='card']")) == 10
    assert first.find("//*[@id='status']")[0].text == "11 Failed"
    (more,) = first.find("//a[text()='Older jobs']/@href")
    second = get(service, more)
    assert [heading.text_content() for heading in second.find("//li//h2")] == ["absent0.mp4"]
    assert get(service, f"{PREFIX}/jobs?state=Success").find("//li[@class='card']") == []


def test_a_wrong_filter_is_explained(service):
    answer = get(service, f"{PREFIX}/jobs?state=Done")
    assert answer.status == 400
    assert "states" in answer.text


def test_a_list_that_has_not_changed_is_not_sent_again(service):
    submit(service, job_body("absent.mp4"))
    eventually(lambda: listed(service).jobs_detail[0].state == "Failed")
    url = refresh(get(service, "/"))
    unchanged = get(service, url)
    assert (unchanged.status, unchanged.content) == (204, b"")
    submit(service, job_body("other.mp4"))
    eventually(lambda: listed(service).jobs_detail[0].state == "Failed")
    changed = get(service, url)
    assert changed.status == 200
    assert [each.text for each in changed.find("//*[@role='status']")] == ["2 Failed"]
    assert get(service, refresh(changed)).status == 204


def test_the_state_is_announced_only_when_it_changes(service):
    set_queue(service, "Paused")
    job = submit(service, job_body())
    page = get(service, f"{PREFIX}/jobs/{job.job_id}")
    url = refresh(page)
    assert get(service, url).status == 204
    # The part is stale, but the state is the same.
    assert get(service, url.replace("seen=", "seen=x")).find("//*[@role='status']") == []
    set_queue(service, "Active")
    finished(service, job.job_id)
    assert [each.text for each in get(service, url).find("//*[@role='status']")] == ["Success"]


def test_the_progress_of_a_running_job_is_shown(service, delayed_job):
    started, proceed = delayed_job
    submit(service, job_body())
    assert started.wait(10)
    (bar,) = get(service, "/").find("//progress")
    assert (bar.get("value"), bar.get("max")) == ("0", "100")
    assert bar.get("aria-label")
    proceed.set()


def test_the_page_of_a_job_shows_its_request_and_the_answer_of_the_api(service):
    job = submit(service, job_body(operation="<UserData>a&amp;b &lt;i&gt;</UserData>"))
    finished(service, job.job_id)
    answer = get(service, f"{PREFIX}/jobs/{job.job_id}")
    request, reply = (each.text_content() for each in answer.find("//pre"))
    assert request.startswith("<Request>\n  <Tag>Animation</Tag>\n  <Input>\n    <Object>in/video.mp4</Object>")
    assert "<UserData>a&amp;b &lt;i&gt;</UserData>" in request
    assert f"<JobId>{job.job_id}</JobId>" in reply
    assert "<State>Success</State>" in reply
    assert answer.find("//pre//span[@class='name' and text()='State']")


def test_a_job_that_does_not_exist_is_an_error_page(service):
    answer = get(service, f"{PREFIX}/jobs/j0")
    assert answer.status == 404
    assert "has no job j0" in answer.text


def test_the_attempts_of_callbacks_are_shown(service):
    with Receiver(500) as receiver:
        address = f"{receiver.url}/callback?secret=hush"
        job = submit(service, job_body(more=f"<CallBack>{address}</CallBack>"))
        path = f"{PREFIX}/jobs/{job.job_id}"
        eventually(lambda: "status 500" in get(service, path).text)
        shown = get(service, path)
        (row,) = [[cell.text for cell in row] for row in shown.find("//tbody/tr")]
        assert row[1:] == [f"{receiver.url}/callback?***", "status 500"]
        eventually(lambda: "pending after 1 failed attempt (status 500)" in get(service, path).text)
        assert "<EventName>TaskFinish</EventName>" in shown.text
        other = submit(service, job_body(more=f"<CallBack>{receiver.url}</CallBack>"))
        eventually(lambda: "accepted" in get(service, f"{PREFIX}/jobs/{other.job_id}").text)
    service.reset()
    assert service._components.resetter.attempts.of_job(job.job_id) == []


def test_callbacks_to_message_queues_are_shown(service):
    config = (
        "<CallBackType>TDMQ</CallBackType><CallBackFormat>JSON</CallBackFormat><CallBackMqConfig>"
        "<MqRegion>bj</MqRegion><MqMode>Queue</MqMode><MqName>done</MqName></CallBackMqConfig>"
    )
    job = submit(service, job_body(more=config))
    finished(service, job.job_id)
    answer = get(service, f"{PREFIX}/jobs/{job.job_id}")
    assert "To the message queue done (Queue, bj)" in answer.text
    assert json.loads(answer.find("//pre")[-1].text_content())["EventName"] == "TaskFinish"


def test_a_waiting_job_can_be_cancelled(service):
    set_queue(service, "Paused")
    job = submit(service, job_body())
    action = f"{PREFIX}/jobs/{job.job_id}/cancel"
    answer = post(service, action, get(service, f"{PREFIX}/jobs/{job.job_id}").form(action))
    assert answer.status == 200
    assert listed(service).jobs_detail[0].state == "Cancel"
    assert answer.find(f"//form[@action='{action}']") == []
    refused = post(service, action, {"form_token": token(service), "bucket": service.bucket})
    assert refused.status == 400
    assert "only jobs that do not run yet" in refused.text


def test_whatever_a_key_is_it_is_shown_as_text(service):
    name = "<script>alert(1)\"'><img src=x onerror=alert(1)>{{ 7 * 7 }}&amp;"
    send(service, "PUT", f"/{name}", data=b"no video")
    escaped = name.replace("&", "&amp;").replace("<", "&lt;")
    job = submit(service, job_body(escaped, f"out/{escaped}.gif"))
    assert finished(service, job.job_id).state == "Success"
    for path in ("/", f"{PREFIX}/jobs/{job.job_id}", f"{PREFIX}/objects", f"{PREFIX}/submit"):
        answer = get(service, path)
        assert len(answer.find("//script")) == 2
        assert answer.find("//@onerror | //img[@src='x']") == []
        shown = [*answer.find("//h2/a/text() | //td/a/text() | //h1/text()"), *answer.find("//option/@value")]
        assert name in shown


def test_pages_of_other_buckets(service):
    send(service, "PUT", "/", host="other-1250000000.cos.ap-chongqing.myqcloud.com")
    send(service, "POST", "/mediabucket", host="other-1250000000.ci.ap-chongqing.myqcloud.com")
    submit(service, job_body("absent.mp4"))
    other = get(service, f"{PREFIX}/jobs?bucket=other-1250000000")
    assert "No jobs" in other.text
    assert other.find("//nav[@aria-label='Buckets']//a[@aria-current]/text()") == ["other-1250000000"]
    assert get(service, f"{PREFIX}/jobs?bucket=none-1250000000").status == 400


def test_queues_are_paused_and_resumed_with_their_other_settings(service):
    set_queue(service, notify="<State>On</State><Type>Url</Type><Url>http://a.example/</Url><Event>TaskFinish</Event>")
    queue = queue_of(service)
    action = f"{PREFIX}/queues/{queue.queue_id}"
    paused = post(service, action, {**get(service, f"{PREFIX}/queues").form(action), "state": "Paused"})
    assert paused.url.endswith(f"{PREFIX}/queues")
    assert "http://a.example/" in paused.text
    assert paused.find("//button/@value") == ["Active"]
    now = queue_of(service)
    assert (now.state, now.name, now.notify_config) == ("Paused", queue.name, queue.notify_config)
    job = submit(service, job_body())
    assert "1 of at most" in get(service, f"{PREFIX}/queues").text
    post(service, action, {**paused.form(action), "state": "Active"})
    assert finished(service, job.job_id).state == "Success"
    assert post(service, action, {**paused.form(action), "state": "Gone"}).status == 400
    assert post(service, f"{PREFIX}/queues/p0", {**paused.form(action), "state": "Paused"}).status == 400
