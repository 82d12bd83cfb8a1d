"""The page at /moto-api/appstream, in a browser and as a screen reader meets it."""

from __future__ import annotations

import json
import shlex
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
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

    def rows(self, kind: str = "") -> list[list[str]]:
        """The texts in the rows of all tables, or of those of a kind, without their headings."""
        tables = [one for one in self._with_role("table") if one["name"]["value"].startswith(kind)]
        inside = [node for table in tables for node in self._inside(table)]
        rows = [self._inside(node) for node in inside if _role(node) == "row"]
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
    return names(browser, "Images in")


def names(browser: Any, kind: str = "") -> list[str]:
    return [row[0].split()[0] for row in Tree(browser).rows(kind)]


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
    west, east, fleets = "Images in us-west-2", "Images in us-east-1", "Fleets in us-east-1"
    assert tree.names("heading") == ["AppStream", west, east, fleets, west]
    assert tree.names("table") == [
        f"{west} account {OTHER_ACCOUNT} · 1 image",
        f"{east} account {ACCOUNT} · 1 image",
        f"{fleets} account {ACCOUNT} · 1 fleet",
        f"{west} account {ACCOUNT} · 1 image",
    ]
    of_image = ["Image", "State", "Platform", "Shared with", "Fleets", "Tags", "Created (UTC)"]
    of_fleet = ["Fleet", "State", "Platform", "Image", "Stacks", "Tags", "Created (UTC)"]
    assert tree.names("columnheader") == [*of_image, *of_image, *of_fleet, *of_image]
    windows = "WINDOWS_SERVER_2022 PRIVATE"
    shared, tags = f"{OTHER_ACCOUNT} (fleet)", "team=desktop stage=production"
    failed, linux = "FAILED IMAGE_COPY_FAILURE: No room.", "AMAZON_LINUX2 PRIVATE"
    times = [f"2026-{month}-01 12:00:00" for month in ("09", "11", "10")]
    golden = "golden Office and the VPN client"
    assert tree.rows("Images") == [
        ["coming", "PENDING", windows, "", "", "", times[0]],
        [golden, "AVAILABLE", windows, shared, "production", tags, times[1]],
        ["broken", failed, linux, "", "", "", times[2]],
    ]
    counts = "3 images (1 AVAILABLE, 1 FAILED, 1 PENDING) · 1 fleet (1 STOPPED)"
    assert tree.text("status") == counts


def client_of(server: str) -> Any:
    return boto3.Session("testing", "testing").client(
        "appstream", region_name="us-east-1", endpoint_url=server
    )


CREATED = "2026-11-01T12:00:00Z"
ERROR = {"ErrorCode": "INTERNAL_SERVICE_ERROR", "ErrorMessage": "No room."}


def seed_users(server: str) -> None:
    """Fleets of an image of its own and of a shared one, with stacks, and an image builder."""
    created = {"region": "us-east-1", "created_time": CREATED}
    shared = {ACCOUNT: {"allow_fleet": True, "allow_image_builder": True}}
    theirs = {"name": "theirs", "account_id": OTHER_ACCOUNT, "shared_with": shared}
    for image in (theirs, {"name": "silver"}):
        post(f"{server}{PATH}/image", {**created, **image})
    arn = f"arn:aws:appstream:us-east-1:{OTHER_ACCOUNT}:image/theirs"
    for fleet in (
        {"name": "office", "image": "silver", "state": "RUNNING", "tags": {"team": "desktop"}},
        {"name": "plant", "image": arn, "description": "Of the others", "fleet_errors": [ERROR]},
    ):
        post(f"{server}{PATH}/fleet", {**created, **fleet})
    for name in ("desk", "kiosk", "spare"):
        post(f"{server}{PATH}/stack", {**created, "name": name, "tags": {"for": name}})
    builder: dict[str, Any] = {"name": "workshop", "image_arn": arn, "state": "FAILED"}
    builder |= {"image_builder_errors": [ERROR]}
    post(f"{server}{PATH}/image-builder", {**created, **builder})
    for stack in ("desk", "kiosk"):
        client_of(server).associate_fleet(FleetName="office", StackName=stack)


@pytest.mark.usefixtures("width")
def test_fleets_stacks_and_image_builders_have_tables_that_tell_how_they_belong_together(
    browser: Any, server: str
) -> None:
    seed_users(server)
    open_page(browser, server)
    tree = Tree(browser)
    kinds = {"Fleets": "2 fleets", "Stacks": "3 stacks", "Image builders": "1 image builder"}
    own = [f"{kind} in us-east-1 account {ACCOUNT} · {size}" for kind, size in kinds.items()]
    assert tree.names("table")[-3:] == own
    headings = {
        "Fleets": ["Fleet", "State", "Platform", "Image", "Stacks", "Tags", "Created (UTC)"],
        "Stacks": ["Stack", "Fleets", "Tags", "Created (UTC)"],
        "Image builders": ["Image builder", "State", "Image", "Tags", "Created (UTC)"],
    }
    assert tree.names("columnheader")[-16:] == [name for some in headings.values() for name in some]
    time, theirs = "2026-11-01 12:00:00", f"theirs ({OTHER_ACCOUNT})"
    kind, error = "WINDOWS_SERVER_2022 ALWAYS_ON", "INTERNAL_SERVICE_ERROR: No room."
    assert tree.rows("Fleets") == [
        ["office", "RUNNING", kind, "silver", "desk kiosk", "team=desktop", time],
        ["plant Of the others", f"STOPPED {error}", kind, theirs, "", "", time],
    ]
    assert tree.rows("Stacks") == [
        ["desk", "office", "for=desk", time],
        ["kiosk", "office", "for=kiosk", time],
        ["spare", "", "for=spare", time],
    ]
    assert tree.rows("Image builders") == [["workshop", f"FAILED {error}", theirs, "", time]]
    fleets = [row[4] for row in tree.rows("Images")]
    assert fleets == [f"plant ({ACCOUNT})", "office"]
    assert tree.text("status") == (
        "2 images (2 AVAILABLE) · 2 fleets (1 RUNNING, 1 STOPPED) · 3 stacks · "
        "1 image builder (1 FAILED)"
    )


def test_a_fleet_without_an_image_is_shown(browser: Any, server: str) -> None:
    fleet = {"name": "light", "fleet_type": "ELASTIC", "platform": "WINDOWS_SERVER_2019"}
    vpc = {"subnet_ids": ["subnet-11111111", "subnet-22222222"]}
    elastic = {**fleet, "max_concurrent_sessions": 1, "vpc_config": vpc, "created_time": CREATED}
    post(f"{server}{PATH}/fleet", {**elastic, "instance_type": "stream.standard.small"})
    open_page(browser, server)
    time = "2026-11-01 12:00:00"
    platform = "WINDOWS_SERVER_2019 ELASTIC"
    assert Tree(browser).rows() == [["light", "STOPPED", platform, "", "", "", time]]
    assert Tree(browser).text("status") == "1 fleet (1 STOPPED)"
    post(f"{server}{PATH}/image", {"name": "golden"})
    eventually(lambda: names(browser) == ["golden", "light"])
    assert Tree(browser).rows("Images")[0][4] == ""


@pytest.mark.parametrize("same", ["region", "account_id"])
def test_a_stack_of_the_same_name_elsewhere_has_fleets_of_its_own(
    browser: Any, server: str, same: str
) -> None:
    here = {"region": "us-east-1", "account_id": ACCOUNT}
    other = {"region": "eu-west-1", "account_id": OTHER_ACCOUNT}
    for place in (here, {**other, same: here[same]}):
        post(f"{server}{PATH}/image", {**place, "name": "golden"})
        post(f"{server}{PATH}/fleet", {**place, "name": "office", "image": "golden"})
        post(f"{server}{PATH}/stack", {**place, "name": "desk"})
    client_of(server).associate_fleet(FleetName="office", StackName="desk")
    open_page(browser, server)
    rows = Tree(browser).rows
    assert sorted(row[1] for row in rows("Stacks")) == ["", "office"]
    assert sorted(row[4] for row in rows("Fleets")) == ["", "desk"]
    assert [row[4] for row in rows("Images")] == ["office", "office"]


def test_a_fleet_starts_and_is_associated_under_the_eyes(browser: Any, server: str) -> None:
    post(f"{server}{PATH}/image", {"name": "golden"})
    post(f"{server}{PATH}/fleet", {"name": "office", "image": "golden"})
    post(f"{server}{PATH}/stack", {"name": "desk"})
    open_page(browser, server)
    browser.execute_script("window.row = document.querySelector(\"[data-key='office']\")")
    client = client_of(server)
    url, model = f"{server}/moto-api/state-manager", {"model_name": "appstream::fleet"}
    transition = {"progression": "time", "seconds": 3}
    post(f"{url}/set-transition", {**model, "transition": transition})
    try:
        client.start_fleet(Name="office")
        for state in ("STARTING", "RUNNING"):
            eventually(partial(has_state, browser, "office", state))
    finally:
        post(f"{url}/unset-transition", model)
    client.associate_fleet(FleetName="office", StackName="desk")
    eventually(lambda: Tree(browser).rows("Stacks")[0][1] == "office")
    assert Tree(browser).rows("Fleets")[0][4] == "desk"
    client.disassociate_fleet(FleetName="office", StackName="desk")
    eventually(lambda: Tree(browser).rows("Stacks")[0][1] == "")
    client.delete_stack(Name="desk")
    eventually(lambda: Tree(browser).names("table")[-1].startswith("Fleets"))
    assert browser.execute_script("return row.isConnected")


def test_a_state_looks_good_bad_at_rest_or_on_its_way(browser: Any, server: str) -> None:
    looks = {
        "good": ["RUNNING"],
        "neutral": ["STOPPED"],
        "moving": ["STARTING", "STOPPING", "PENDING", "REBOOTING"],
        "bad": ["FAILED"],
    }
    post(f"{server}{PATH}/image", {"name": "golden"})
    for state in ("STARTING", "RUNNING", "STOPPING", "STOPPED"):
        post(f"{server}{PATH}/fleet", {"name": state, "image": "golden", "state": state})
    for state in ("PENDING", "REBOOTING", "FAILED"):
        arn = f"arn:aws:appstream:us-east-1:{ACCOUNT}:image/golden"
        post(f"{server}{PATH}/image-builder", {"name": state, "image_arn": arn, "state": state})
    open_page(browser, server)
    seen = browser.execute_script("""
        return [...document.querySelectorAll(".state")].map((state) => [state.textContent,
            getComputedStyle(state).color, getComputedStyle(state, "::before").animationName]);
    """)
    colours = {state: colour for state, colour, _ in seen}
    groups = {look: {colours[state] for state in named} for look, named in looks.items()}
    assert all(len(group) == 1 for group in groups.values()), groups
    assert len(set.union(*groups.values())) == 4
    assert colours["RUNNING"] == colours["AVAILABLE"]
    assert {state for state, _, animation in seen if animation != "none"} == {*looks["moving"]}


def test_the_filter_finds_what_belongs_together(browser: Any, server: str) -> None:
    seed_users(server)
    open_page(browser, server)
    for text, shown in (
        ("silver", ["silver", "office"]),
        ("office", ["silver", "office", "desk", "kiosk"]),
        ("running", ["office"]),
        ("theirs", ["theirs", "plant", "workshop"]),
        ("for=spare", ["spare"]),
        ("stack us-east", ["desk", "kiosk", "spare"]),
        ("builder failed", ["workshop"]),
    ):
        type_filter(browser, text)
        assert names(browser) == shown, text


def test_a_copy_arrives_under_the_eyes_and_all_else_stays(browser: Any, server: str) -> None:
    seed_all(server)
    open_page(browser, server)
    browser.execute_script("""
        window.opened = true;
        window.cell = document.querySelector("tbody th");
        document.querySelector("[aria-label='Copy golden']").focus();
        getSelection().selectAllChildren(cell);
    """)
    client = client_of(server)
    transition = {"progression": "time", "seconds": 3}
    url = f"{server}/moto-api/state-manager"
    model = {"model_name": "appstream::image"}
    post(f"{url}/set-transition", {**model, "transition": transition})
    try:
        copy(client, "golden", "copied")
        for state in ("COPYING", "AVAILABLE"):
            eventually(partial(has_state, browser, "copied", state))
    finally:
        post(f"{url}/unset-transition", model)
    assert browser.execute_script("""
        return [window.opened, cell.isConnected, document.activeElement.ariaLabel,
                getSelection().containsNode(cell, true)];
    """) == [True, True, "Copy golden", True]


def has_state(browser: Any, name: str, state: str) -> bool:
    return (name, state) in states(browser)


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
    assert Tree(browser).text("status") == "1 of 3 images (1 FAILED) · 0 of 1 fleet"
    type_filter(browser, "mars")
    assert Tree(browser).text("status") == "0 of 3 images · 0 of 1 fleet"
    assert "Nothing matches “mars”." in Tree(browser).text("main")


def test_the_keyboard_is_enough(browser: Any, server: str) -> None:
    seed_all(server)
    open_page(browser, server)
    reached = []
    for _ in range(6):
        webdriver.ActionChains(browser).send_keys(KEYS.TAB).perform()
        reached.append(Tree(browser).focused())
    copies = ["Copy coming", "Copy golden", "Copy production", "Copy broken"]
    assert reached == ["Filter", "AWS base images", *copies]
    browser.find_element("id", "base-images").send_keys(KEYS.SPACE)
    eventually(lambda: "Amazon-AppStream2-Sample-Image-06-17-2024" in image_names(browser))
    assert "Images in us-east-1 provided by AWS · 16 images" in Tree(browser).names("table")
    browser.find_element("id", "base-images").send_keys(KEYS.SPACE)
    eventually(lambda: len(image_names(browser)) == 3)


def test_markup_in_what_is_shown_is_text(browser: Any, server: str) -> None:
    markup = "<img src=x onerror='window.ran = 1'><script>window.ran = 1</script>"
    reason = {"code": "INTERNAL_ERROR", "message": f"{markup} failed"}
    image = {"name": "golden", "region": "us-east-1", "description": markup}
    post(f"{server}{PATH}/image", {**image, "state": "FAILED", "state_change_reason": reason})
    post(f"{server}{PATH}/image", {"name": "silver", "region": "us-east-1"})
    fleet = {"name": "office", "image": "silver", "description": markup}
    error = {**ERROR, "ErrorMessage": f"{markup} failed"}
    post(f"{server}{PATH}/fleet", {**fleet, "region": "us-east-1", "fleet_errors": [error]})
    post(f"{server}{PATH}/stack", {"name": "desk", "region": "us-east-1", "description": markup})
    open_page(browser, server)
    type_filter(browser, "onerror")
    assert states(browser)[:2] == [
        (f"golden {markup}", f"FAILED INTERNAL_ERROR: {markup} failed"),
        (f"office {markup}", f"STOPPED INTERNAL_SERVICE_ERROR: {markup} failed"),
    ]
    assert Tree(browser).rows("Stacks")[0][0] == f"desk {markup}"
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
    seed_users(server)
    preference = {"name": "prefers-color-scheme", "value": scheme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [preference]})
    open_page(browser, server)
    assert len(names(browser)) == 12
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
    post(f"{server}{PATH}/fleet", {**image, "name": 100 * "f", "image": 100 * "n"})
    post(f"{server}{PATH}/stack", {**image, "name": 100 * "s"})
    client_of(server).associate_fleet(FleetName=100 * "f", StackName=100 * "s")
    open_page(browser, server)
    assert names(browser) == [100 * "n", 100 * "f", 100 * "s"]
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
