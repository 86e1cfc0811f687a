"""Films of transposed and dilated convolution, of matrices and of learners' functions, in a page: what they answer."""

from __future__ import annotations

import numpy as np
import pytest
from films import SCENES, made
from lab import watch
from playwright.sync_api import expect
from stage import Stage, plays_by_itself

from convlib import animate


@pytest.fixture(scope="module")
def offline(chrome):
    context = chrome.new_context(offline=True, viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.found = watch(page)
    yield page
    context.close()


@pytest.fixture
def show(offline, tmp_path):
    """Open a film in a page; nothing may go wrong there."""

    def opened(film) -> Stage:
        film.save(tmp_path / "film.html")
        offline.goto((tmp_path / "film.html").as_uri())
        return Stage(offline.locator(".convlib-stage"))

    offline.set_viewport_size({"width": 1400, "height": 1000})
    yield opened
    assert offline.found == []


def leave(stage: Stage) -> None:
    stage.root.locator(".count").hover()


def names(pairs) -> set[str]:
    return {e for pair in pairs for e in pair}


@pytest.mark.parametrize("name", SCENES)
def test_a_film_plays_and_obeys_the_keyboard(show, name):
    film = made(name)
    stage = show(film)
    stage.shows(film, 0)
    stage.press("End")
    stage.shows(film, len(film) - 1)
    stage.press("Home", "ArrowRight")
    stage.shows(film, min(1, len(film) - 1))
    stage.root.locator(".scrub").fill(str(max(0, len(film) - 4)))
    stage.root.locator("select.speed").select_option("4")
    stage.press("Space")
    stage.at(len(film) - 1)
    stage.shows(film, len(film) - 1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 800])
def test_no_text_is_cut_off_or_covered(show, offline, width, scheme):
    offline.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for name in SCENES:
        offline.set_viewport_size({"width": width, "height": 900})
        film = made(name)
        stage = show(film)
        for frame in sorted({0, len(film) // 2, len(film) - 1}):
            stage.root.locator(".scrub").fill(str(frame))
            stage.shows(film, frame)
            stage.is_legible()
        assert offline.evaluate("document.documentElement.scrollWidth <= innerWidth")
    offline.emulate_media(color_scheme="light", reduced_motion="no-preference")


@pytest.mark.parametrize("name", SCENES)
def test_an_animated_svg_plays_by_itself(offline, tmp_path, name):
    film = made(name)
    film.save(tmp_path / "film.svg")
    offline.goto((tmp_path / "film.svg").as_uri())
    plays_by_itself(offline, film, range(len(film)))
    assert offline.found == []


def test_an_output_of_scatter_shows_the_sum_behind_it_without_moving_the_film(show):
    film = made("scatter")
    stage = show(film)
    for moment in (*film.sums[1:4], film.sums[-1]):
        stage.cell(moment.writes).hover()
        assert stage.classes("pointed") == {moment.writes}
        assert stage.classes("fed") == names(moment.reads)
        assert stage.sum == str(moment.caption)
        stage.at(0)
        stage.cell(moment.writes).click()
        stage.at(0)
    leave(stage)
    stage.shows(film, 0)
    assert stage.classes("fed") == set()


def test_an_input_and_a_kernel_cell_of_scatter_tell_what_they_feed(show):
    film = made("scatter")
    stage = show(film)
    for place, (cell, other) in enumerate((("x_0_1_1", 1), ("w_0_0_1_0", 0))):
        moments = [f for f in film.sums if cell in names(f.reads)]
        stage.cell(cell).hover()
        assert stage.classes("pointed") == {cell}
        fed = {f.writes for f in moments}
        if not place:
            fed |= {pair[other] for f in moments for pair in f.reads if pair[0] == cell}
        assert stage.classes("fed") == fed
        outputs = f" feeds {len(moments)} outputs: "
        assert stage.sum.startswith(("x[1,1]", "weight[1,0]")[place] + outputs)
    assert stage.sum.count(" from x[") == len(moments)


def test_what_the_padding_cuts_away_says_so(show):
    film = animate.transposed(size=(2, 3), kernel_size=1, padding=((1, 0), (0, 0)))
    stage = show(film)
    for cell, word in (("x_0_0_1", "x[0,1]"), ("p_0_-1_0", "padding[−1,0]")):
        stage.cell(cell).hover()
        assert stage.sum == f"{word} feeds no output: the padding cuts it away"


def test_predicting_hides_every_cell_that_a_stamp_writes(show):
    film = made("scatter")
    stage = show(film)
    stage.press("p")
    for frame in range(3):
        moment = film.frames[frame]
        asked = stage.root.locator("[data-id]:has(> .ask)")
        hidden = {moment.writes, *moment.also}
        assert set(asked.evaluate_all("all => all.map(n => n.dataset.id)")) == hidden
        assert all(text == "?" for text in stage.root.locator(".ask").all_text_contents())
        for element in hidden:
            assert not stage.cell(element).locator("text:not(.ask)").is_visible()
        assert stage.sum == f"{moment.caption.left} = {moment.caption.terms} = ?"
        stage.press("Enter")
        assert stage.sum == film.sentence(frame) and stage.root.locator(".ask").count() == 0
        stage.press("ArrowRight")
    stage.press("p")
    stage.shows(film, 3)


@pytest.mark.parametrize("name", ["transposed matrix", "matrix"])
def test_predicting_hides_an_output_wherever_it_stands(show, name):
    film = made(name)
    stage = show(film)
    stage.press("p", "ArrowRight")
    asked = stage.root.locator("[data-id]:has(> .ask)").evaluate_all("all => all.map(n => n.dataset.id)")
    assert set(asked) == {film.frames[1].writes, "u_1"}
    stage.cell(film.frames[2].writes).hover()
    assert stage.sum.endswith("= ?")


def test_entries_of_a_matrix_and_its_margins_stand_for_the_cells_they_show(show):
    film = made("matrix")
    stage = show(film)
    told = {}
    for cell in ("x_0_1_2", "v_6", "w_0_0_0_1"):
        stage.cell(cell).hover()
        told[cell] = stage.sum
    assert told["x_0_1_2"] == told["v_6"] and told["v_6"].startswith(
        "x[1,2] feeds 4 outputs: y[0,2] through matrix[2,6]"
    )
    assert told["w_0_0_0_1"].startswith("weight[0,1] feeds 8 outputs: y[0,0] from x[0,0]")
    (x, entry) = film.frames[2].reads[1]
    stage.cell(entry).hover()
    row, column = entry.split("_")[1:]
    assert stage.sum == f"matrix[{row},{column}] feeds 1 output: y[0,2] from x[{','.join(x.split('_')[2:])}]"
    stage.cell("u_5").hover()
    assert stage.sum == film.sentence(5)
    lit = {e for e, attribute, value in film.state(5) if value == "cell lit"}
    assert stage.classes("lit") == lit
    stage.cell("u_5").click()
    leave(stage)
    stage.shows(film, 5)


def test_any_cell_of_a_stack_shows_where_it_leads(show):
    film = made("stack")
    stage = show(film)
    stage.cell("x_2").hover()
    reads = [o for o, frame in enumerate(film.frames) if "x_2" in names(frame.reads)]
    assert stage.sum == f"x[2] feeds {len(reads)} outputs: " + ", ".join(f"y[{o}]" for o in reads)
    stage.cell("l1_3").hover()
    assert stage.sum == "layer 1[3] feeds 2 outputs: y[0], y[3]"
    stage.cell("y_2").hover()
    assert stage.classes("lit") == names(film.frames[2].reads)
    stage.cell("y_2").click()
    leave(stage)
    stage.shows(film, 2)


def test_every_way_on_the_sheet_answers(show):
    film = made("all ways")
    stage = show(film)
    words = {}
    for way in ("scatter", "zeros", "matrix", "gradient"):
        stage.cell(f"{way}.x_0_0_1").hover()
        words[way] = stage.sum
        stage.cell(f"{way}.y_0_1_2").hover()
        assert stage.sum == film.sentence([f.caption.left for f in film.frames].index("y[1,2]"))
    assert len({text.partition(":")[0] for text in words.values()}) == 1
    assert words["gradient"] == words["scatter"]
    stage.cell("zeros.z_0_0_1").hover()
    assert stage.sum.startswith("zero[0,1] feeds ")
    stage.press("p")
    moment = film.frames[0]
    asked = stage.root.locator("[data-id]:has(> .ask)").evaluate_all("all => all.map(n => n.dataset.id)")
    assert set(asked) == {moment.writes, *moment.also}


def test_predicting_hides_the_ring_of_the_winner(show):
    film = made("max pooling")
    stage = show(film)
    ring = stage.cell("winner_0")
    expect(ring.locator("rect").first).to_be_visible()
    stage.press("p")
    for frame in range(2):
        assert stage.sum == f"{film.frames[frame].caption.left} = {film.frames[frame].caption.terms} = ?"
        expect(ring.locator("rect").first).to_be_hidden()
        stage.press("Enter")
        expect(ring.locator("rect").first).to_be_visible()
        stage.shows(film, frame)
        stage.press("ArrowRight")
    stage.press("p")
    stage.shows(film, 2)


def test_predicting_hides_what_a_way_in_its_own_pace_shows_already(show):
    film = animate.transposed(size=(2, 3), kernel_size=2, stride=2, way="all")
    stage = show(film)
    stage.press("p")
    early = [frame for frame, moment in enumerate(film.frames) if moment.hides]
    assert early
    for frame in early:
        stage.root.locator(".scrub").fill(str(frame))
        for element in film.frames[frame].hides:
            assert element.startswith("scatter.y_")
            expect(stage.cell(element).locator("text")).to_be_hidden()
        order = [moment.writes for moment in film.frames]
        shown = stage.root.locator("[data-id^='scatter.y_']:not(.empty):not(.hides)")
        for name in shown.evaluate_all("all => all.map(n => n.dataset.id)"):
            assert order.index(name.replace("scatter.", "gradient.")) < frame


def test_a_learners_film_marks_what_differs_with_signs(show):
    film = made("own function")
    stage = show(film)
    assert stage.root.get_attribute("aria-label").startswith("<lambda>: 3×4 input")
    signs = stage.root.locator(".mark:not(.off) .sign")
    assert signs.count() == 4 and set(signs.all_text_contents()) == {"≠"}
    stage.cell("y_0_1_2").hover()
    assert stage.sum == film.sentence(5) and "(expected" in stage.sum
    shown = {e for e, _, value in film.state(5) if value.startswith("mark") and "off" not in value}
    seen = stage.root.locator(".mark:not(.off)").evaluate_all("all => all.map(n => n.dataset.id)")
    assert set(seen) == shown
    stage.press("p")
    stage.cell("y_0_1_2").hover()
    assert stage.sum.endswith("= ?")
    assert stage.classes("wrong") - stage.classes("off") == {"wrong_0_0_0"}


def test_an_output_that_is_not_written_says_so(show):
    def insert_zeros(x):
        z = np.zeros((3, 5))
        z[::2, ::2] = x
        return z

    film = animate.of(insert_zeros, np.arange(1, 7).reshape(2, 3))
    stage = show(film)
    stage.cell("y_0_1_1").hover()
    assert stage.sum == "y[1,1] is not written"
    stage.cell("x_0_1_2").hover()
    assert stage.sum == "x[1,2] feeds 1 output: y[2,4]"
    film = animate.of(insert_zeros, np.arange(1, 7).reshape(2, 3), expected=insert_zeros)
    stage = show(film)
    stage.cell("y_0_1_1").hover()
    assert stage.sum == "y[1,1] comes from no input"
    expect(stage.cell("y_0_1_1")).to_have_text("0")
