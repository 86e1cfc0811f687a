"""Summary cards and folded letters in a page: on a phone, in the dark, on one sheet of paper; axe finds nothing."""

import pytest
from heard import violations
from lab import watch

from convlib.course.letters import show_letters
from convlib.course.summaries import cards, show_summary

FITS = "() => document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture(scope="module", params=["light", "dark"])
def phone(request, chrome):
    """A page at the size of a phone, without a network."""
    context = chrome.new_context(viewport={"width": 390, "height": 800}, color_scheme=request.param, offline=True)
    page = context.new_page()
    found = watch(page)
    yield page
    context.close()
    assert found == []


@pytest.mark.parametrize("stem", cards())
def test_a_saved_card_fits_a_phone_and_prints_on_one_sheet(phone, tmp_path, stem):
    phone.goto(show_summary(stem).save(tmp_path / "card.html").as_uri())
    assert phone.evaluate(FITS) and violations(phone.locator("html")) == []
    paper = phone.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1


# JupyterLab's own rules for what stands in an output: a class alone does not win over them.
LAB = """:not(.jp-RenderedMarkdown).jp-RenderedHTMLCommon :is(td,th,tr){text-align:right}
.jp-OutputArea-output.jp-RenderedHTMLCommon table{table-layout:fixed}
.jp-RenderedHTMLCommon p{margin:0 0 1em}"""


def shown_in_lab(page, made):
    body = f'<div class="jp-RenderedHTMLCommon jp-OutputArea-output">{made._repr_html_()}</div>'
    page.set_content(f"<!doctype html><html lang=en><title>An output</title><main><h1>An output</h1>{body}</main>")
    page.add_style_tag(content=LAB)


def test_letters_are_folded_away_until_a_reader_opens_them(phone):
    shown_in_lab(phone, show_letters("02_size_padding_stride"))
    table, line = phone.locator("table"), phone.locator("summary")
    assert not table.is_visible() and line.inner_text() == "The letters of 02_size_padding_stride"
    line.focus()
    phone.keyboard.press("Enter")
    assert table.is_visible() and violations(phone.locator("html")) == []
    assert table.evaluate("node => getComputedStyle(node.querySelector('td')).textAlign") == "left"
    assert table.evaluate("node => getComputedStyle(node).tableLayout") == "auto"


def test_a_front_ends_margins_do_not_pull_a_card_apart(phone):
    shown_in_lab(phone, show_summary("05_dilation"))
    margins = "nodes => nodes.map((node) => getComputedStyle(node).marginBottom)"
    assert set(phone.locator(".convlib-formulas div p").evaluate_all(margins)) == {"0px"}
    assert phone.evaluate(FITS) and violations(phone.locator("html")) == []
