"""axe-core, which checks pages against the rules of WCAG and good practice, finds nothing on any page."""

from pathlib import Path

import pytest

from tests.browser.screens import DESKTOP, PHONE, set_screen

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text("utf-8")
PREFIX = "/local/page"
RUN = (
    "const done = arguments[0]; axe.run(document).then(result => done(result.violations), error => done(String(error)))"
)


@pytest.fixture(scope="module")
def paths(service):
    jobs = list(service.client().list_jobs())
    return {
        "jobs": "/",
        "finished job": f"{PREFIX}/jobs/{next(job.job_id for job in jobs if job.state == 'Success')}",
        "failed job": f"{PREFIX}/jobs/{next(job.job_id for job in jobs if job.state == 'Failed')}",
        "form": f"{PREFIX}/submit",
        "filled form": f"{PREFIX}/submit?input_key=input/clip.mp4&width=5000&template_id=t0",
        "objects": f"{PREFIX}/objects?prefix=input/",
        "queues": f"{PREFIX}/queues",
        "error": f"{PREFIX}/nothing",
    }


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(theme, size, driver, service, paths):
    found = {}
    for name, path in paths.items():
        set_screen(driver, theme, size)
        driver.get(service.url + path)
        if name == "filled form":
            driver.find_element("id", "check").click()
        driver.execute_script(AXE)
        for violation in driver.execute_async_script(RUN):
            targets = [node["target"] for node in violation["nodes"]]
            found[f"{name}: {violation['id']} ({violation['impact']})"] = targets
    assert found == {}
