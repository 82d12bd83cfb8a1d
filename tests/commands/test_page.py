"""The page at /moto-api/appstream, in a browser and as a screen reader meets it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
import requests
from support import ACCOUNT, OTHER_ACCOUNT, copy, moto_server

from moto_appstream.seeding import dump

webdriver = pytest.importorskip("selenium.webdriver", reason="the page is looked at with selenium")
KEYS: Any = webdriver.Keys

PATH = "/moto-api/appstream"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--window-size=1400,900",
)
# So that nobody waits for a second that the page waits.
HASTE = "const wait = setTimeout; window.setTimeout = (call, delay) => wait(call, delay / 10);"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from selenium.webdriver.chrome.service import Service

    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if program is None or driver is None:
        pytest.skip("there is no chromium, or no chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    # With the path of the driver, selenium looks for none.
    with webdriver.Chrome(options=options, service=Service(driver)) as running:
        running.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": HASTE})
        yield running


@pytest.fixture(scope="module")
def running_server() -> Iterator[str]:
    with moto_server() as address:
        yield address


@pytest.fixture
def server(running_server: str, browser: Any) -> Iterator[str]:
    """moto's server; what a test leaves on it, and in the browser, goes."""
    yield running_server
    browser.get("about:blank")
    requests.post(f"{running_server}/moto-api/reset", timeout=5)


def post(url: str, body: Any) -> None:
    requests.post(url, json=body, timeout=5).raise_for_status()


def seed_all(server: str) -> None:
    images = [
        {
            "name": "golden",
            "region": "us-east-1",
            "description": "Office and the VPN client",
            "created_time": "2026-11-01T12:00:00Z",
            "tags": {"team": "desktop", "stage": "production"},
            "shared_with": {OTHER_ACCOUNT: {"allow_fleet": True, "allow_image_builder": False}},
        },
        {
            "name": "broken",
            "region": "us-west-2",
            "platform": "AMAZON_LINUX2",
            "state": "FAILED",
            "state_change_reason": {"code": "IMAGE_COPY_FAILURE", "message": "No room."},
            "created_time": "2026-10-01T12:00:00Z",
        },
        {
            "name": "coming",
            "region": "us-west-2",
            "account_id": OTHER_ACCOUNT,
            "state": "PENDING",
            "created_time": "2026-09-01T12:00:00Z",
        },
    ]
    fleets = [{"name": "production", "image": "golden", "region": "us-east-1"}]
    post(f"{server}{PATH}/everything", {"images": images, "fleets": fleets})


class Tree:
    """The accessibility tree of the page as it is now."""

    def __init__(self, browser: Any) -> None:
        nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        self._nodes = {node["nodeId"]: node for node in nodes}

    def names(self, role: str) -> list[str]:
        return [node["name"]["value"] for node in self._with_role(role)]

    def text(self, role: str) -> str:
        return " ".join(filter(None, map(self._text, self._with_role(role))))

    def rows(self, kind: str = "image") -> list[list[str]]:
        """The texts in the rows of all tables of a kind, without their headings."""
        tables = [
            table
            for table in self._with_role("table")
            if re.search(rf"· [0-9]+ {kind}s?$", table["name"]["value"])
        ]
        parts = [part for table in tables for part in self._inside(table)]
        rows = [self._inside(part) for part in parts if _role(part) == "row"]
        cells = [[self._text(cell) for cell in row if _role(cell) in CELLS] for row in rows]
        return [row for row in cells if row]

    def focused(self) -> str:
        (*_, inmost) = [node for node in self._nodes.values() if _is_focused(node)]
        return str(inmost["name"]["value"])

    def _with_role(self, role: str) -> list[Any]:
        return [node for node in self._nodes.values() if _role(node) == role]

    def _inside(self, node: Any) -> list[Any]:
        children = [self._nodes[child] for child in node["childIds"] if child in self._nodes]
        return [one for child in children for one in (child, *self._inside(child))]

    def _text(self, node: Any) -> str:
        leaves = [one for one in self._inside(node) if _role(one) == "StaticText"]
        return " ".join(leaf["name"]["value"].strip() for leaf in leaves)


CELLS = ("rowheader", "cell", "gridcell")


def _is_focused(node: Any) -> bool:
    properties = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
    return bool(properties.get("focused"))


def _role(node: Any) -> str:
    return "" if node["ignored"] else str(node["role"]["value"])


def open_page(browser: Any, server: str, slash: str = "") -> None:
    browser.get(f"{server}{PATH}{slash}")
    eventually(lambda: Tree(browser).text("status") != "Loading…")


def eventually(condition: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 20
    while not (result := condition()):
        assert time.monotonic() < deadline, "this did not come true in twenty seconds"
        time.sleep(0.02)
    return result


def image_names(browser: Any) -> list[str]:
    return [row[0].split()[0] for row in Tree(browser).rows()]


def type_filter(browser: Any, text: str) -> None:
    browser.find_element("id", "filter").send_keys(f"{KEYS.CONTROL}a{KEYS.NULL}{KEYS.DELETE}{text}")


@pytest.fixture(params=[1400, 360], ids=["desktop", "phone"])
def width(request: pytest.FixtureRequest, browser: Any) -> Iterator[None]:
    screen = {"width": request.param, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    yield
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.mark.usefixtures("width")
def test_all_that_is_known_of_an_image_is_in_the_accessibility_tree(
    browser: Any, server: str
) -> None:
    seed_all(server)
    open_page(browser, server)
    tree = Tree(browser)
    assert tree.names("heading") == [
        "AppStream",
        "us-west-2",
        "us-east-1",
        "us-west-2",
        "us-east-1",
    ]
    assert tree.names("table") == [
        f"us-west-2 account {OTHER_ACCOUNT} · 1 image",
        f"us-east-1 account {ACCOUNT} · 1 image",
        f"us-west-2 account {ACCOUNT} · 1 image",
        f"us-east-1 account {ACCOUNT} · 1 fleet",
    ]
    columns = ["Image", "State", "Platform", "Shared with", "Fleets", "Tags", "Created (UTC)"]
    of_fleets = ["Fleet", "State", "Type", "Image", "Stacks", "Tags", "Created (UTC)"]
    assert tree.names("columnheader") == [*3 * columns, *of_fleets]
    windows = "WINDOWS_SERVER_2022 PRIVATE"
    shared, tags = f"{OTHER_ACCOUNT} (fleet)", "team=desktop stage=production"
    failed, linux = "FAILED IMAGE_COPY_FAILURE: No room.", "AMAZON_LINUX2 PRIVATE"
    times = [f"2026-{month}-01 12:00:00" for month in ("09", "11", "10")]
    golden = "golden Office and the VPN client"
    assert tree.rows() == [
        ["coming", "PENDING", windows, "", "", "", times[0]],
        [golden, "AVAILABLE", windows, shared, "production", tags, times[1]],
        ["broken", failed, linux, "", "", "", times[2]],
    ]
    assert tree.text("status") == "3 images · 1 AVAILABLE · 1 FAILED · 1 PENDING"


@pytest.mark.usefixtures("width")
def test_fleets_stacks_and_image_builders_are_rows_of_their_own(browser: Any, server: str) -> None:
    time_of = {"created_time": "2026-11-02T12:00:00Z"}
    post(f"{server}{PATH}/image", {"name": "golden"})
    fleet = {"image": "golden", "tags": {"team": "x"}, "description": "For all.", **time_of}
    post(f"{server}{PATH}/fleet", {"name": "production", "state": "RUNNING", **fleet})
    post(f"{server}{PATH}/fleet", {"name": "spare", "image": "golden", **time_of})
    errors = [{"error_code": "DOMAIN_JOIN_ERROR_ACCESS_DENIED", "error_message": "No."}]
    builder = {"image_name": "golden", "image_builder_errors": errors, **time_of}
    post(f"{server}{PATH}/image-builder", {"name": "builder", "state": "FAILED", **builder})
    post(f"{server}{PATH}/stack", {"name": "lab", **time_of})
    client_of(server).associate_fleet(FleetName="production", StackName="lab")
    open_page(browser, server)
    tree = Tree(browser)
    when = "2026-11-02 12:00:00"
    kind = "ALWAYS_ON stream.standard.medium"
    assert tree.rows("fleet") == [
        ["production For all.", "RUNNING", kind, "golden", "lab", "team=x", when],
        ["spare", "STOPPED", kind, "golden", "", "", when],
    ]
    assert tree.rows("stack") == [["lab", "production", "", when]]
    failed = "FAILED DOMAIN_JOIN_ERROR_ACCESS_DENIED: No."
    medium = "stream.standard.medium"
    assert tree.rows("image builder") == [["builder", failed, medium, "golden", "", when]]
    assert [row[4] for row in tree.rows()] == ["production spare"]
    type_filter(browser, "lab")
    assert [row[0] for row in Tree(browser).rows("fleet")] == ["production For all."]
    assert [row[0] for row in Tree(browser).rows("stack")] == ["lab"]
    assert Tree(browser).rows("image builder") == []


def test_a_fleet_starts_under_the_eyes(browser: Any, server: str) -> None:
    seed_all(server)
    open_page(browser, server)
    url = f"{server}/moto-api/state-manager"
    model = {"model_name": "appstream::fleet"}
    post(f"{url}/set-transition", {**model, "transition": {"progression": "time", "seconds": 2}})
    try:
        client_of(server).start_fleet(Name="production")
        for state in ("STARTING", "RUNNING"):
            eventually(
                lambda state=state: [row[1] for row in Tree(browser).rows("fleet")] == [state]
            )
    finally:
        post(f"{url}/unset-transition", model)


def client_of(server: str) -> Any:
    session = boto3.Session("testing", "testing")
    return session.client("appstream", region_name="us-east-1", endpoint_url=server)


def test_a_copy_arrives_under_the_eyes_and_all_else_stays(browser: Any, server: str) -> None:
    seed_all(server)
    open_page(browser, server)
    browser.execute_script("""
        window.opened = true;
        window.cell = document.querySelector("tbody th");
        document.querySelector("[aria-label='Copy golden']").focus();
        getSelection().selectAllChildren(cell);
    """)
    client = boto3.Session("testing", "testing").client(
        "appstream", region_name="us-east-1", endpoint_url=server
    )
    transition = {"progression": "time", "seconds": 3}
    url = f"{server}/moto-api/state-manager"
    model = {"model_name": "appstream::image"}
    post(f"{url}/set-transition", {**model, "transition": transition})
    try:
        copy(client, "golden", "copied")
        for state in ("COPYING", "AVAILABLE"):
            eventually(lambda state=state: ("copied", state) in states(browser))
    finally:
        post(f"{url}/unset-transition", model)
    assert browser.execute_script("""
        return [window.opened, cell.isConnected, document.activeElement.ariaLabel,
                getSelection().containsNode(cell, true)];
    """) == [True, True, "Copy golden", True]


def states(browser: Any) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in Tree(browser).rows()]


def test_the_filter_hides_what_does_not_match(browser: Any, server: str) -> None:
    seed_all(server)
    open_page(browser, server)
    for text, shown in (
        ("GOLD", ["golden"]),
        ("failed", ["broken"]),
        ("no room", ["broken"]),
        ("us-west-2", ["coming", "broken"]),
        (f"west {OTHER_ACCOUNT}", ["coming"]),
        ("linux", ["broken"]),
        ("stage=production", ["golden"]),
        ("vpn", ["golden"]),
        ("", ["coming", "golden", "broken"]),
    ):
        type_filter(browser, text)
        assert image_names(browser) == shown, text
    type_filter(browser, "linux")
    assert Tree(browser).text("status") == "1 of 3 images · 1 FAILED"
    type_filter(browser, "mars")
    assert Tree(browser).text("status") == "0 of 3 images"
    assert "Nothing matches “mars”." in Tree(browser).text("main")


def test_the_keyboard_is_enough(browser: Any, server: str) -> None:
    seed_all(server)
    open_page(browser, server)
    reached = []
    for _ in range(5):
        webdriver.ActionChains(browser).send_keys(KEYS.TAB).perform()
        reached.append(Tree(browser).focused())
    copies = ["Copy coming", "Copy golden", "Copy broken"]
    assert reached == ["Filter", "AWS base images", *copies]
    browser.find_element("id", "base-images").send_keys(KEYS.SPACE)
    eventually(lambda: "Amazon-AppStream2-Sample-Image-06-17-2024" in image_names(browser))
    assert "us-east-1 provided by AWS · 16 images" in Tree(browser).names("table")
    browser.find_element("id", "base-images").send_keys(KEYS.SPACE)
    eventually(lambda: len(image_names(browser)) == 3)


def test_markup_in_what_is_shown_is_text(browser: Any, server: str) -> None:
    markup = "<img src=x onerror='window.ran = 1'><script>window.ran = 1</script>"
    reason = {"code": "INTERNAL_ERROR", "message": f"{markup} failed"}
    image = {"name": "golden", "region": "us-east-1", "description": markup}
    post(f"{server}{PATH}/image", {**image, "state": "FAILED", "state_change_reason": reason})
    open_page(browser, server)
    type_filter(browser, "onerror")
    assert states(browser) == [(f"golden {markup}", f"FAILED INTERNAL_ERROR: {markup} failed")]
    type_filter(browser, f"{markup}mars")
    assert f"Nothing matches “{markup}mars”." in Tree(browser).text("main")
    script = "return [window.ran, document.querySelectorAll('main :is(img, script)').length]"
    assert browser.execute_script(script) == [None, 0]


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_page_asks_nobody_but_the_server(browser: Any, server: str, slash: str) -> None:
    seed_all(server)
    browser.get_log("performance")
    open_page(browser, server, slash)
    entries = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    asked = {
        entry["params"]["request"]["url"]
        for entry in entries
        if entry["method"] == "Network.requestWillBeSent"
    }
    own = {f"{server}{PATH}{slash}", f"{server}{PATH}/images"}
    assert {url for url in asked if not url.startswith("data:")} == own


# The lightness of the page, and the least contrast of a text with what is behind it.
CONTRAST = """
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = (colour) => numbers(colour).slice(0, 3)
        .map((part) => part / 255)
        .map((part) => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
        .reduce((sum, part, index) => sum + part * [.2126, .7152, .0722][index], 0);
    const behind = (element) => {
        const colour = getComputedStyle(element).backgroundColor;
        return numbers(colour)[3] === 0 ? behind(element.parentElement) : colour;
    };
    const contrast = (element) => {
        const pair = [light(getComputedStyle(element).color), light(behind(element))];
        return (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
    };
    return [light(behind(document.body)),
            Math.min(...[...document.body.querySelectorAll("*")].map(contrast))];
"""


@pytest.mark.parametrize(("scheme", "least", "most"), [("light", 0.8, 1), ("dark", 0, 0.05)])
def test_the_page_is_light_or_dark_and_can_be_read(
    browser: Any, server: str, scheme: str, least: float, most: float
) -> None:
    seed_all(server)
    preference = {"name": "prefers-color-scheme", "value": scheme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [preference]})
    open_page(browser, server)
    assert len(image_names(browser)) == 3
    lightness, contrast = browser.execute_script(CONTRAST)
    assert least <= lightness <= most
    assert contrast >= 4.5


@pytest.mark.parametrize("reason", ["status 500", "Failed to fetch"])
def test_the_page_says_that_the_server_does_not_answer_and_recovers(
    browser: Any, server: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed_all(server)
    open_page(browser, server)
    browser.execute_cdp_cmd("Network.enable", {})
    if reason == "status 500":
        monkeypatch.setattr(dump, "present", None)
    else:
        set_offline(browser, True)
    eventually(lambda: f"does not answer ({reason})" in Tree(browser).text("alert"))
    assert len(image_names(browser)) == 3
    monkeypatch.undo()
    set_offline(browser, False)
    post(f"{server}{PATH}/image", {"name": "late"})
    eventually(lambda: "late" in image_names(browser))
    assert Tree(browser).text("alert") == ""


def set_offline(browser: Any, offline: bool) -> None:
    unlimited = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    conditions = {"offline": offline, **unlimited}
    browser.execute_cdp_cmd("Network.emulateNetworkConditions", conditions)


def test_a_page_that_is_hidden_does_not_ask(browser: Any, server: str) -> None:
    open_page(browser, server)
    hide = """
        Object.defineProperty(document, "hidden", { value: arguments[0], configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    """
    browser.execute_script(hide, True)
    seed_all(server)
    time.sleep(0.2)  # twice as long as the page waits
    assert image_names(browser) == []
    browser.execute_script(hide, False)
    eventually(lambda: len(image_names(browser)) == 3)


def test_an_empty_page_says_how_to_fill_it(browser: Any, server: str) -> None:
    open_page(browser, server, "/")
    assert "There are no images." in Tree(browser).text("main")
    curl, _, body, url = shlex.split(Tree(browser).text("code"))
    assert (curl, url) == ("curl", f"{server}{PATH}/image")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    requests.post(url, data=body, headers=form, timeout=5).raise_for_status()
    eventually(lambda: image_names(browser) == ["golden"])


@pytest.mark.usefixtures("width")
def test_long_names_do_not_make_the_page_wider_than_the_screen(browser: Any, server: str) -> None:
    image = {"name": 100 * "n", "description": 256 * "d", "tags": {128 * "k": 256 * "v"}}
    post(f"{server}{PATH}/image", image)
    open_page(browser, server)
    assert image_names(browser) == [100 * "n"]
    sizes = "return [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    wide, screen = browser.execute_script(sizes)
    assert wide == screen


@pytest.mark.parametrize("clipboard", [True, False], ids=["clipboard", "no clipboard"])
def test_a_name_is_copied_with_a_button_or_else_selected(
    browser: Any, server: str, clipboard: bool
) -> None:
    seed_all(server)
    open_page(browser, server)
    granted = ["clipboardReadWrite", *(["clipboardSanitizedWrite"] if clipboard else [])]
    permissions = {"permissions": granted, "origin": server}
    browser.execute_cdp_cmd("Browser.grantPermissions", permissions)
    browser.find_element("css selector", "[aria-label='Copy golden']").send_keys(KEYS.ENTER)
    told = "Copied golden" if clipboard else "Selected"
    eventually(lambda: told in Tree(browser).text("status"))
    script = "navigator.clipboard.readText()" if clipboard else "String(getSelection())"
    assert browser.execute_script(f"return {script}") == "golden"
