"""The page in a real browser: a person submits a job, watches it, and sees the animation."""

import re
from urllib.parse import urlencode

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from cosanim.local import LocalService
from tests.browser.screens import DESKTOP, PHONE, set_screen, until

PREFIX = "/local/page"
# The natural width says whether the browser could decode the picture.
LOADED = "return [...document.images].filter(image => image.complete).map(image => image.naturalWidth)"


@pytest.fixture(autouse=True)
def silent_console(driver):
    """Fail if the browser reports an error, such as a violation of the content security policy."""
    driver.get_log("browser")
    set_screen(driver, "light", DESKTOP)
    yield
    errors = [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
    # The statuses of a form with violations, and of one that the service refused.
    assert [message for message in errors if not re.search("status of 4(00|22)", message)] == []


def fill(driver, **fields):
    for name, text in fields.items():
        field = driver.find_element(By.ID, name)
        field.clear()
        field.send_keys(text)


def test_a_job_is_submitted_watched_and_its_gif_is_seen(driver, service):
    driver.get(f"{service.url}{PREFIX}/submit")
    fill(driver, input_key="input/clip.mp4", output_key="output/seen.${ext}", width="200", duration="1", fps="5")
    until(driver, lambda: "<Width>200</Width>" in driver.find_element(By.ID, "preview").text)
    driver.find_element(By.ID, "submit").click()
    until(driver, lambda: f"{PREFIX}/jobs/j" in driver.current_url)
    # The page is not loaded again: what changes is its part.
    driver.execute_script("document.title = 'still the same document'")
    until(driver, lambda: driver.find_element(By.ID, "status").text == "Success")
    until(driver, lambda: driver.execute_script(LOADED) == [480, 200])
    assert driver.title == "still the same document"
    shown = until(driver, lambda: driver.find_element(By.ID, "job").text)
    assert "5 frames, 1 s" in shown
    assert "<State>Success</State>" in shown


def test_the_list_shows_a_job_of_another_program_and_keeps_its_pictures(driver, service):
    driver.get(service.url)
    until(driver, lambda: len(driver.execute_script(LOADED)) >= 2)
    driver.execute_script("document.images[document.images.length - 1].dataset.kept = 'yes'")
    key = "output/of-another-program.${ext}"
    service.client().submit("input/clip.mp4", key, format="webp", width=160, duration=1)
    until(driver, lambda: "output/of-another-program.webp" in driver.find_element(By.ID, "jobs").text)
    # A picture that was there is the same element, so that its animation goes on.
    assert driver.execute_script("return document.querySelectorAll('img[data-kept]').length") == 1


def test_violations_appear_while_the_form_is_filled_in(driver, service):
    driver.get(f"{service.url}{PREFIX}/submit?input_key=input/clip.mp4")
    fill(driver, width="5000")
    until(driver, lambda: "5000 is too large" in driver.find_element(By.ID, "preview").text)
    driver.find_element(By.ID, "submit").click()
    problem = until(driver, lambda: driver.find_element(By.ID, "problem-width"))
    assert "5000 is too large" in problem.text
    assert driver.find_element(By.ID, "width").get_attribute("aria-invalid") == "true"


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request, driver):
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not request.param})
    yield
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.usefixtures("scripts")
@pytest.mark.parametrize(
    ("fields", "focused"),
    [({"width": "5000"}, ("id", "width")), ({"template_id": "t0"}, ("role", "alert"))],
    ids=["a field", "none"],
)
def test_the_focus_is_where_a_refused_form_is_wrong(driver, service, fields, focused):
    query = urlencode({"input_key": "input/clip.mp4", **fields})
    driver.get(f"{service.url}{PREFIX}/submit?{query}")
    assert driver.switch_to.active_element.tag_name == "body"
    driver.find_element(By.ID, "submit").send_keys(Keys.ENTER)
    until(driver, lambda: driver.find_elements(By.CSS_SELECTOR, "[role=alert]:not([hidden])"))
    name, value = focused
    until(driver, lambda: driver.switch_to.active_element.get_attribute(name) == value)


def test_a_file_is_uploaded_and_a_queue_is_paused_and_resumed(driver, service, clip):
    driver.get(f"{service.url}{PREFIX}/objects?prefix=input/")
    driver.find_element(By.ID, "file").send_keys(str(clip))
    fill(driver, key="input/uploaded.mp4")
    driver.find_element(By.ID, "upload").click()
    until(driver, lambda: driver.find_elements(By.LINK_TEXT, "uploaded.mp4"))
    driver.get(f"{service.url}{PREFIX}/queues")
    for state in ("Paused", "Active"):
        driver.find_element(By.CSS_SELECTOR, "button[name=state]").click()
        until(driver, lambda state=state: driver.find_elements(By.CSS_SELECTOR, f".state.{state.lower()}"))


def test_the_page_is_used_by_keyboard(driver, service):
    driver.get(service.url)
    pressed = driver.switch_to.active_element
    pressed.send_keys(Keys.TAB)
    assert driver.switch_to.active_element.text == "Skip to the content"
    driver.switch_to.active_element.send_keys(Keys.ENTER)
    until(driver, lambda: driver.switch_to.active_element.get_attribute("id") == "main")
    driver.switch_to.active_element.send_keys(Keys.TAB)
    assert driver.switch_to.active_element.text == "New job"
    driver.switch_to.active_element.send_keys(Keys.ENTER)
    until(driver, lambda: driver.find_elements(By.ID, "job-form"))


@pytest.fixture
def running_job():
    """A service with a running job, whose progress a test sets."""
    with LocalService(render=False, transitions="manual") as service:
        client = service.client()
        client.objects.put("in.mp4", b"no video")
        parameters = {"format": "gif", "width": 160, "duration": 1, "user_data": "long " * 100}
        job = client.submit("in.mp4", "out.${ext}", **parameters)
        service.advance(job.job_id, "Running", progress=10)
        yield service, job.job_id


def set_progress(driver, service, job_id, percent):
    service.advance(job_id, "Running", progress=percent)
    until(driver, lambda: f"{percent} %" in driver.find_element(By.CSS_SELECTOR, "#jobs, #job").text)


def test_a_refresh_keeps_the_focus_and_what_is_scrolled(driver, running_job):
    service, job_id = running_job
    set_screen(driver, "light", PHONE)
    focused = "return document.activeElement.id"
    for path, selector in (("/", "#jobs h2 a"), (f"{PREFIX}/jobs/{job_id}", "#job pre")):
        driver.get(service.url + path)
        element = driver.find_element(By.CSS_SELECTOR, selector)
        driver.execute_script("arguments[0].focus(); arguments[0].scrollLeft = 60", element)
        before = driver.execute_script(focused)
        set_progress(driver, service, job_id, 20 if path == "/" else 30)
        assert driver.execute_script(focused) == before != ""
    assert driver.execute_script("return document.querySelector('#job pre').scrollLeft") == 60


def test_the_times_of_callbacks_are_readable_on_a_phone(driver, service):
    # Nothing listens there, so that each attempt fails.
    fields = {"input_key": "input/clip.mp4", "duration": "1", "callback": "http://127.0.0.1:9/with/a/long/path"}
    driver.get(f"{service.url}{PREFIX}/submit?{urlencode(fields)}")
    driver.find_element(By.ID, "submit").click()
    until(driver, lambda: f"{PREFIX}/jobs/j" in driver.current_url)
    set_screen(driver, "light", PHONE)
    cell = until(driver, lambda: driver.find_element(By.CSS_SELECTOR, "#attempts tbody td"))
    lines = "const text = new Range(); text.selectNodeContents(arguments[0]); return text.getClientRects().length"
    assert driver.execute_script(lines, cell) == 1


def test_a_page_that_cannot_refresh_itself_says_so(driver, running_job):
    service, job_id = running_job
    driver.get(service.url)
    assert not driver.find_element(By.ID, "outdated").is_displayed()
    set_progress(driver, service, job_id, 20)
    service.stop()
    until(driver, lambda: driver.find_element(By.ID, "outdated").is_displayed())
    driver.get("about:blank")
    # The refused connections.
    driver.get_log("browser")


def test_animations_stand_still_for_those_who_want_it(driver, service):
    set_screen(driver, "light", DESKTOP, reduced_motion=True)
    driver.get(service.url)
    sources = "return [...document.querySelectorAll('picture img')].map(image => image.currentSrc)"
    until(driver, lambda: all(driver.execute_script(sources)))
    assert all(f"{PREFIX}/frame?" in url for url in driver.execute_script(sources))


@pytest.mark.parametrize("path", ["/", f"{PREFIX}/submit", f"{PREFIX}/objects?prefix=input/", f"{PREFIX}/queues"])
def test_nothing_is_wider_than_a_phone(path, driver, service):
    set_screen(driver, "light", PHONE)
    driver.get(service.url + path)
    assert driver.execute_script("return document.documentElement.scrollWidth") == PHONE[0]
