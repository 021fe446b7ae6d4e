"""The desk in a real browser: every page in both widths and colours, and the ways people go through it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

LEAD = "L001450"
# the role that looks, the address, and what its heading says
PAGES = {
    "leads": ("sales", "/desk", "Leads"),
    "just missed": ("viewer", "/desk?view=missed", "Leads"),
    "all leads": ("viewer", "/desk?view=all&sort=close&page=2", "Leads"),
    "leads filtered": ("viewer", "/desk?view=all&named=l0014&fit=B&least=0&of=sql", "Leads"),
    "no lead": ("viewer", "/desk?view=all&named=nobody", "Leads"),
    "a lead": ("sales", f"/desk/leads/{LEAD}", LEAD),
    "model": ("admin", "/desk/model", "Model"),
    "drivers": ("viewer", "/desk/drivers", "Drivers"),
    "personas": ("viewer", "/desk/personas", "Personas"),
    "icp": ("viewer", "/desk/icp", "ICP"),
    "channels": ("viewer", "/desk/channels", "Channels"),
    "access": ("admin", "/desk/access", "Access"),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_open_to_everybody(
    company: Any, window: Callable[..., Any], look: Any, name: str
) -> None:
    role, path, heading = PAGES[name]
    with window(company, look) as opened:
        opened.sign_in(company.session(role))
        opened.open(path)
        assert opened.page.locator("h1").all_inner_texts() == [heading]
        assert opened.too_wide() == 0
        assert opened.barriers() == []


def test_signing_in_is_open_to_everybody(company: Any, window: Callable[..., Any], look: Any) -> None:
    with window(company, look) as opened:
        opened.open("/desk/model")
        assert opened.page.locator("h1").inner_text() == "Sign in"
        assert opened.too_wide() == 0
        assert opened.barriers() == []


def test_a_wrong_token_opens_nothing(company: Any, window: Callable[..., Any]) -> None:
    with window(company) as opened:
        opened.open("/desk")
        opened.page.get_by_label("Token").fill("lc_00000000_" + "x" * 43)
        opened.page.get_by_role("button", name="Sign in").click()
        assert "not known" in opened.page.get_by_role("alert").inner_text()
        opened.open("/desk/model")
        assert opened.page.locator("h1").inner_text() == "Sign in"
        # browsers note each answer that refuses
        assert [text for text in opened.complaints if "401" not in text] == []
        opened.complaints.clear()


def test_who_signs_in_comes_where_they_wanted_and_leaves_again(
    company: Any, window: Callable[..., Any]
) -> None:
    with window(company) as opened:
        opened.open(f"/desk/leads/{LEAD}?x=1%202")
        opened.page.get_by_label("Token").fill(company.tokens["viewer"])
        opened.page.keyboard.press("Enter")
        opened.page.wait_for_url(f"{company.origin}/desk/leads/{LEAD}?x=1%202")
        opened.page.get_by_role("button", name="Sign out").click()
        opened.page.wait_for_url(f"{company.origin}/desk/sign-in")
        opened.open("/desk/model")
        assert opened.page.locator("h1").inner_text() == "Sign in"


def test_with_the_keyboard_alone(company: Any, window: Callable[..., Any], look: Any) -> None:
    """Sign in, search, open what is found: nothing but keys, and the focus is always to be seen."""

    def focus(page: Any, words: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            told = page.evaluate(
                "() => { const e = document.activeElement, s = getComputedStyle(e);"
                " return [(e.labels?.[0] ?? e).innerText, s.outlineStyle, e.checkVisibility()] }"
            )
            assert told[1] != "none" or told[0] == "", told
            if re.search(words, told[0]):
                return
        pytest.fail(f"no way leads to {words}")

    with window(company, look) as opened:
        keys, page = opened.page.keyboard, opened.page
        opened.open("/desk?view=all")
        focus(page, "^Token$")
        keys.type(company.tokens["sales"])
        keys.press("Enter")
        page.wait_for_url("**/desk?view=all")
        keys.press("Tab")
        assert page.evaluate("document.activeElement.innerText") == "Skip to the content"
        keys.press("Enter")
        focus(page, "^Lead or account$")
        keys.type(LEAD.lower())
        keys.press("Enter")
        page.wait_for_url("**named=*")
        assert "1 lead found" in page.get_by_role("status").inner_text()
        focus(page, f"^{LEAD}$")
        keys.press("Enter")
        page.wait_for_url(f"**/desk/leads/{LEAD}")


def test_without_a_script(company: Any, window: Callable[..., Any]) -> None:
    with window(company, java_script_enabled=False) as opened:
        opened.sign_in(company.session("sales"))
        opened.open("/desk")
        opened.page.get_by_label("Lead or account").fill(LEAD)
        opened.page.get_by_role("button", name="Find").click()
        opened.page.get_by_role("link", name="look among all leads").click()
        opened.page.get_by_role("link", name=LEAD).click()
        assert opened.page.locator("h1").inner_text() == LEAD


def test_on_paper_there_is_no_navigation(company: Any, window: Callable[..., Any]) -> None:
    with window(company) as opened:
        opened.sign_in(company.session("sales"))
        opened.open("/desk")
        opened.page.emulate_media(media="print")
        assert not opened.page.get_by_role("navigation", name="Desk").is_visible()
        assert not opened.page.get_by_role("search").is_visible()
        assert opened.page.get_by_role("table").is_visible()


def test_what_axe_finds_is_told(company: Any, window: Callable[..., Any]) -> None:
    """The harness itself: a barrier that is put into a page is found."""
    with window(company) as opened:
        opened.open("/desk/sign-in")
        opened.page.evaluate("document.querySelector('label').remove()")
        assert any(found.startswith("label: ") for found in opened.barriers())


def test_what_the_policy_forbids_is_told(company: Any, window: Callable[..., Any]) -> None:
    """The harness itself: a style within a page is refused by the browser, and heard of."""
    with window(company) as opened:
        opened.open("/desk/sign-in")
        opened.page.evaluate("document.body.setAttribute('style', 'color: red')")
        opened.page.evaluate(
            "document.body.append(Object.assign(new Image(), {src: 'http://example.com/x.png'}))"
        )
        opened.page.wait_for_timeout(100)
        assert any("style-src" in text for text in opened.complaints)
        assert any("img-src" in text for text in opened.complaints)
        opened.complaints.clear()
