"""A lead's page in a real browser: why it is where it is, what could be tried, and what sales says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

LEAD = "L001462"


def test_a_lead_is_read_and_returned_and_the_ledger_knows(
    company: Any, window: Callable[..., Any], look: Any
) -> None:
    lead_id = f"{LEAD[:-1]}{look.width % 7}"
    scored = company.score(lead_id)
    with window(company, look) as opened:
        page = opened.page
        opened.sign_in(company.session("sales"))
        opened.open(f"/desk?view=all&named={lead_id}")
        page.get_by_role("link", name=lead_id, exact=True).click()
        page.wait_for_url(f"**/desk/leads/{lead_id}")
        assert page.locator("h1").inner_text() == lead_id
        reasons = page.get_by_role("region", name="Why", exact=True)
        assert scored["reason_1"] in reasons.inner_text()
        for summary in page.locator("summary").all():
            summary.click()
        assert opened.too_wide() == 0
        page.get_by_label("Why it goes back").select_option("no budget")
        page.locator("#return-note").fill("asked for next year")
        page.get_by_role("button", name="Return this lead").dblclick()
        page.wait_for_url("**said=recorded#answers")
        assert "is kept" in page.get_by_role("status").inner_text()
        assert "asked for next year" in page.get_by_role("table", name="Answers").inner_text()
        assert opened.barriers() == []
    with company.ledger() as ledger:
        (answer,) = ledger.answers(lead_id)
    assert (answer.kind, answer.reason, answer.note) == ("returned", "no budget", "asked for next year")
    assert (answer.score_id, answer.told_by) == (scored["score_id"], "sales")


def test_something_is_tried_with_sliders(company: Any, window: Callable[..., Any], look: Any) -> None:
    with window(company, look) as opened:
        page = opened.page
        opened.sign_in(company.session("viewer"))
        opened.open("/desk/leads/L001450")
        assert page.get_by_role("button", name="Accept this lead").count() == 0
        slider = page.get_by_label("call", exact=True)
        slider.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert page.locator(f"output[for={slider.get_attribute('id')}]").inner_text() == "2"
        days = page.get_by_label("Days that pass then")
        days.focus()
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        page.get_by_role("button", name="Ask the model").click()
        page.wait_for_url("**touch%3Acall=2**wait=3**")
        assert "2 × call, 3 days later" in page.locator("#tried h3").inner_text()
        assert opened.too_wide() == 0
        assert opened.barriers() == []


def test_without_a_script_a_lead_is_tried_and_accepted(company: Any, window: Callable[..., Any]) -> None:
    company.score("L001469")
    with window(company, java_script_enabled=False) as opened:
        page = opened.page
        opened.sign_in(company.session("sales"))
        opened.open("/desk/leads/L001469?touch:meeting=1")
        assert "1 × meeting" in page.locator("#tried h3").inner_text()
        page.get_by_role("button", name="Accept this lead").click()
        page.wait_for_url("**said=recorded**")
    with company.ledger() as ledger:
        assert [answer.kind for answer in ledger.answers("L001469")] == ["accepted"]


def test_on_paper_a_lead_has_its_reasons_and_no_forms(company: Any, window: Callable[..., Any]) -> None:
    with window(company) as opened:
        opened.sign_in(company.session("sales"))
        opened.open("/desk/leads/L001450")
        opened.page.emulate_media(media="print")
        assert not opened.page.get_by_role("button", name="Return this lead").is_visible()
        assert not opened.page.get_by_role("button", name="Ask the model").is_visible()
        assert opened.page.get_by_role("region", name="Why", exact=True).is_visible()
