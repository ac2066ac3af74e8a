"""How a page is looked at in these tests: fits both screens, readable by everybody, nothing still on its way.

With SCREENS=1 pictures are left in var/screens/ for the eye.
"""

import os
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

SCREENS = Path("var/screens")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 800}


AXE_IS_THERE = "() => 'axe' in window"
ASK_AXE = """asked => axe.run(document, asked).then(
    found => found.violations.map(one => `${one.id}: ${one.nodes.slice(0, 4).map(node => node.target.join(" "))}`)
)"""
ASKED = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
    "preload": False,  # it would fetch sheets for rules that are not asked, and sounds, of which there are none
}


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, against WCAG 2.2 AA and good practice."""
    if not page.evaluate(AXE_IS_THERE):
        page.evaluate(AXE_SCRIPT)
    return [str(one) for one in page.evaluate(ASK_AXE, ASKED)]


SHAPES = """() => [...new Set([...document.querySelectorAll("body, body *")].map(one => {
    const told = [...one.attributes].map(each =>
        /^(class|role|type|tabindex|lang|aria-(?!label|describedby|controls|owns))/.test(each.name)
            ? `${each.name}=${each.value}` : each.name);
    const within = one.parentElement.getAttribute("class");
    return [one.tagName, within, Boolean(one.textContent.trim()), ...told].join(" ");
}))]"""


def shapes(page: Page) -> set[str]:
    """Of what kinds of element the page is made, whatever is written in them."""
    return set(page.evaluate(SHAPES))


def too_wide(page: Page) -> int:
    """Pixels by which the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def settle(page: Page) -> None:
    """Until the page is there and no part of it is still being fetched."""
    page.wait_for_load_state("load")
    page.wait_for_function("() => !document.querySelector('.htmx-request')")


def picture(page: Page, name: str) -> None:
    if os.environ.get("SCREENS"):
        path = SCREENS / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=True)


def look(page: Page, name: str) -> list[str]:
    """What is wrong with the page that is open, on a desk and on a phone; it stays at the width of the phone."""
    settle(page)
    wrong = []
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        picture(page, f"{name}-{size['width']}")
        if (wide := too_wide(page)) > 0:
            wrong.append(f"{name}: {wide} px too wide at {size['width']}")
        wrong += [f"{name} at {size['width']}: {one}" for one in violations(page)]
    return wrong
