"""Cards in a page without Python: they read as Python reads, reply as Python replies, and keep their answers."""

from __future__ import annotations

import pytest
from heard import violations
from lab import watch
from playwright.sync_api import expect
from typed import TYPED

from convlib import practice, predict
from convlib.exercises.cards.card import Card
from convlib.exercises.cards.question import Asked, Reply

SIZE = dict(size=7, kernel_size=3, stride=2, padding=1, dilation=1)
REPLIES = """(card, texts) => texts.map((text) => {
  const input = card.querySelector("input");
  input.readOnly = false;
  input.value = text;
  card.querySelector("form").requestSubmit();
  return [card.querySelector("[role=status]").textContent, card.matches(".right"), card.matches(".wrong")];
})"""
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture
def show(chrome, tmp_path):
    """Open cards in a page of their own, without a network."""
    contexts = []

    def opened(*cards: Card, scheme: str = "light", **options):
        contexts.append(chrome.new_context(offline=True, color_scheme=scheme, **options))
        contexts[-1].set_default_timeout(20_000)
        page = contexts[-1].new_page()
        page.found = watch(page)
        style = "<meta name=viewport content='width=device-width'><style>:root{color-scheme:light dark}</style>"
        html = f"<!doctype html><html lang=en><title>Cards</title>{style}<main><h1>Cards</h1>"
        (tmp_path / "page.html").write_text(html + "".join(card.html() for card in cards) + "</main></html>", "utf-8")
        page.goto((tmp_path / "page.html").as_uri())
        expect(page.locator(".convlib-card form")).to_have_count(len(cards))
        return page

    yield opened
    assert [complaint for context in contexts for page in context.pages for complaint in page.found] == []
    for context in contexts:
        context.close()


def said(words: str) -> str:
    return words.replace("`", "")


@pytest.mark.parametrize("kind", TYPED)
def test_a_page_reads_what_is_typed_as_python_does(show, kind):
    """The replies to every key are the keys themselves, so that a page shows what it understood."""
    keys = [key for key in TYPED[kind].values() if key is not None]
    asked = Asked(
        "", "What is meant?", kind, {key: Reply(False, f"read: {key}") for key in keys} | {"-99": Reply(True, "")}
    )
    card = show(Card(asked)).locator(".convlib-card")
    texts = list(TYPED[kind])
    found = [reply for reply, _, _ in card.evaluate(REPLIES, texts)]
    assert found == [asked.reply(text).words for text in texts]


def test_a_page_replies_as_python_does(show):
    cards = [predict.output_size(**SIZE), predict.conv2d(), predict.rates_without_gaps()]
    page = show(*cards)
    for card, root in zip(cards, page.locator(".convlib-card").all(), strict=True):
        question = card.question
        texts = [*[key for key in question.replies if key != question.right], "99", "-3 4", "?", question.right]
        wanted = [question.reply(text) for text in texts]
        found = root.evaluate(REPLIES, texts)
        assert found == [[said(reply.words), reply.right is True, reply.right is False] for reply in wanted]


def test_a_card_is_one_input_one_button_and_a_status_and_does_not_tell_its_answer(show):
    card = predict.output_size(**SIZE)
    page = show(card)
    root = page.locator(".convlib-card")
    assert [root.locator(what).count() for what in ("input", "button", "[role=status]")] == [1, 1, 1]
    assert root.locator("[role=status]").inner_text() == ""
    text = page.locator("body").inner_text()
    for reply in card.question.replies.values():
        assert said(reply.words) not in text
    assert said(reply.words) not in page.content()
    assert "4" not in text


def test_after_two_misses_there_is_a_hint_and_after_three_the_answer_with_its_derivation(show):
    card = predict.output_size(**SIZE)
    root = show(card).locator(".convlib-card")
    offers = root.locator("summary")
    for typed, offered in (("3", []), ("?", []), ("2", ["A hint"]), ("7", ["A hint", "The answer"])):
        root.locator("input").fill(typed)
        root.locator("input").press("Enter")
        assert offers.all_inner_texts() == offered
    offers.nth(0).click()
    expect(root.locator(".hint p")).to_have_text([said(hint) for hint in card.question.hints])
    offers.nth(1).click()
    expect(root.locator(".answer p")).to_have_text([said(line) for line in card.question.answer])
    root.locator("input").fill("4")
    root.locator("button").click()
    expect(root.locator("[role=status]")).to_have_text("Yes, 4. (9 - 3) // 2 + 1 = 4")
    expect(offers).to_have_count(0)


def test_an_option_is_chosen_by_its_letter_or_by_a_click(show):
    card = predict.choice("Which moves?", {"the input": "It lies still.", "the window": None, "`y`": "It is written."})
    root = show(card).locator(".convlib-card")
    root.locator("input").fill("A)")
    root.locator("input").press("Enter")
    expect(root.locator("[role=status]")).to_have_text("It lies still.")
    root.locator("li").nth(1).click()
    expect(root.locator("[role=status]")).to_have_text("Yes: the window.")
    assert root.locator("li").first.evaluate("li => getComputedStyle(li.parentElement).listStyleType") == "lower-alpha"


def test_practice_goes_on_counts_what_is_right_at_once_and_begins_again_with_the_second_half(show):
    practised = practice.output_size()
    root = show(practised).locator(".convlib-card")
    status, words = root.locator("[role=status]"), root.locator(".question")
    for place, question in enumerate(practised.deck):
        expect(words).to_have_text(said(question.words))
        root.locator("input").fill(question.right)
        root.locator("input").press("Enter")
        streak = f" {place + 1} in a row." if place else ""
        expect(status).to_have_text(said(question.reply(question.right).words) + streak)
        assert root.locator("button").inner_text() == "Next"
        root.locator("input").press("Enter")
    expect(words).to_have_text(said(practised.deck[len(practised.deck) // 2].words))
    root.locator("input").fill("-5")
    root.locator("input").press("Enter")
    assert "in a row" not in status.inner_text() and root.locator("button").inner_text() == "Check"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_card_has_no_violation_and_fits_a_phone(show, scheme):
    cards = [predict.conv2d(), predict.choice("Which?", {"this": None, "that": "No."}), practice.output_size()]
    page = show(*cards, scheme=scheme, **PHONE)
    assert violations(page.locator("html")) == []
    for root in page.locator(".convlib-card").all():
        root.evaluate(REPLIES, ["1", "2", "3", "a"])
    for summary in page.locator("summary").all():
        summary.click()
    assert violations(page.locator("html")) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    paper = page.locator(".convlib-card").first.evaluate("card => getComputedStyle(card).backgroundColor")
    assert paper == {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 24, 28)"}[scheme]


def test_without_scripts_the_question_is_there_and_says_what_to_do(chrome):
    context = chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(predict.conv2d().html())
    text = page.locator("body").inner_text()
    assert predict.conv2d().question.words in text and "Run this cell to answer here." in text
    assert page.locator("input").count() == 0 and page.locator("table").count() == 2
    context.close()
