"""What one hears of a film: the accessibility tree in order, and what is said while it changes."""

from __future__ import annotations

import pytest
from exercising import SLIDE, slide_flipped
from heard import LISTEN, tree
from lab import watch
from playwright.sync_api import expect
from stage import Stage
from test_exercises_shown import reported

from convlib import animate

FILM = animate.convolution(size=(3, 4), kernel_size=(2, 3), padding=(0, 1))
FIRST = "y[0,0] = 0 times 1 + 4 times 2 + 3 times 2 + 0 times 0 + 0 times 1 + 4 times 1 = 18"
SECOND = "y[0,1] = 4 times 1 + 3 times 2 + 2 times 2 + 0 times 0 + 4 times 1 + 0 times 1 = 18"
MOMENT = 700  # milliseconds: longer than a line must stand before it is said


@pytest.fixture(scope="module")
def page(chrome):
    context = chrome.new_context(offline=True, viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(20_000)
    made = context.new_page()
    made.found = watch(made)
    yield made
    context.close()


@pytest.fixture
def stage(page, tmp_path):
    FILM.save(tmp_path / "film.html")
    page.goto((tmp_path / "film.html").as_uri())
    opened = Stage(page.locator(".convlib-stage"))
    opened.root.evaluate(LISTEN)
    expect(opened.root.locator(".voice")).to_have_text(FIRST)
    return opened


def said(stage: Stage) -> list[str]:
    """All that live regions have said, when nothing more is coming."""
    stage.page.wait_for_timeout(MOMENT)
    return stage.root.evaluate("root => root.said")


def test_a_film_is_heard_in_order(stage):
    assert tree(stage.page) == [
        "main",
        '  heading "3×4 input, 2×3 kernel, padding 0, 1: 2×4 output"',
        '    StaticText "3×4 input, 2×3 kernel, padding 0, 1: 2×4 output"',
        '  group "3×4 input, 2×3 kernel, padding 0, 1: 2×4 output"',
        '    drawing "Cells: arrow keys go from one to the next, Enter goes to its frame, Esc leaves"',
        '      image "y[0,0]: 18"',
        "    paragraph",
        f'      StaticText "{FIRST}"',
        '    group "Film"',
        '      button "First frame (Home)"',
        '      button "Previous frame (←)"',
        '      button "Play (space)"',
        '      button "Next frame (→)"',
        '      button "Last frame (End)"',
        '      slider "Position" = frame 1 of 8',
        '      combobox "Speed" = 1× (How fast it plays)',
        '        option "0.5×"',
        '        option "1×"',
        '        option "2×"',
        '        option "4×"',
        '      button "Predict" (Hide each value until asked (P))',
        '        StaticText "Predict"',
        '      button "Full screen (F)"',
    ]


def test_predicting_and_playing_are_heard_and_give_no_value_away(stage):
    stage.press("ArrowRight", "p")
    assert said(stage)[-1] == SECOND.replace("= 18", "= not shown yet")
    told = tree(stage.page)
    assert '      image "y[0,1]: hidden"' in told
    assert '      button "Predict" (Hide each value until asked (P)) [pressed]' in told
    assert '    button "Show the value" (or press Enter)' in told
    assert '      slider "Position" = frame 2 of 8' in told
    stage.press("Enter")
    assert said(stage)[-1] == SECOND
    stage.press("Space")
    assert '      button "Pause (space)"' in tree(stage.page)
    stage.press("Space")


def test_the_cursor_names_the_cell_and_its_number(stage):
    names = []
    stage.press("Tab")
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft"):
        stage.page.keyboard.press(key)
        names += [line.strip() for line in tree(stage.page) if "image" in line]
    assert names == [f'image "{name}" [focused]' for name in (
        "y[0,1]: not written yet", "y[0,0]: 18", "weight[0,2]: 2", "weight[0,1]: 2", "weight[0,0]: 1",
        "padding[0,4]: 0", "x[0,3]: 1")]  # fmt: skip
    assert said(stage)[-1] == "x[0,3] feeds 2 outputs: y[0,2] through weight[0,2], y[0,3] through weight[0,1]"


def test_nothing_is_said_for_each_frame_of_a_film_that_plays(stage):
    stage.root.locator("select.speed").select_option("2")
    stage.press("Space")
    stage.at(5)
    assert stage.root.evaluate("root => root.said") == []
    stage.press("Space")
    (last,) = said(stage)
    assert last.startswith(FILM.frames[stage.read()["frame"]].caption.left)


def test_a_slider_that_is_moved_quickly_says_where_it_stops(stage):
    stage.root.locator(".scrub").focus()
    for _ in range(7):
        stage.page.keyboard.press("ArrowRight")
        stage.page.wait_for_timeout(60)
    (last,) = said(stage)
    assert last.startswith("y[1,3] = ")


def test_a_film_that_nobody_is_at_says_nothing(stage):
    stage.cell("y_0_0_3").hover()
    assert stage.sum == FILM.sentence(3) and said(stage) == []


def test_the_card_of_a_failed_check_is_heard_with_its_numbers(page, monkeypatch):
    card = reported(SLIDE, slide_flipped, monkeypatch)
    page.goto("about:blank")
    page.set_content(card.partition('<div class="convlib-film"')[0])
    told = [line.strip() for line in tree(page) if "image" in line]
    assert told == [
        'image "x, 3 cells" (1, 2, 5)',
        'image "weight, 2 cells" (2, 3)',
        'image "expected, 2 cells" (8, 19)',
        'image "yours, 2 cells" (7 wrong, 16 wrong)',
    ]
