"""The map of the lectures: every topic in its order, every notebook and heading that it names."""

import nbformat
import pytest
from lecture_paths import ROOT

from convlib.course import lectures, notebooks

# One more than the phrases of the list the course is built on, where a phrase holds two things.
TOPICS = {"ops-notes": 17, "layer-types": 24, "deep-conv": 16, "msu-7": 31, "cpen455-5": 32}


# What each lecture must be found teaching, in this order: a word of each topic on the list.
WORDS = {
    "ops-notes": "Depthwise|2-D|Group|Dilated|Transposed|1×1|Receptive|global average|W − k|2P = k|k/2|640|width 640|"
    "spacing 2|average over|GAP|interpolation",
    "layer-types": "stride S|One element|Din|1-D|number of operations|less accurate|block|VGG-16|accuracy|used for|"
    "Dilated|DeepLab|ground truth|Shuffle|ShuffleNet|errors|3-D|four steps|size|GANs|≠|why|differ|how",
    "deep-conv": "simple|Padding|Stride|75·C|512 to 1024|MLP|Pointwise|fewer|same problem|side by side|Atrous|"
    "Transposed|sampling|Deformable|predicted|640×480",
    "msu-7": "ConvNetJS|filter|graph|tensor|five axes|shrink|INPUT|scalar product|finds features|Filter size|"
    "maps come out|Worked|VALID|mirror|neuron|5×5|formula|parameters|Grouped|advantages|One group|M = K = g|separable|"
    "between the inputs|between the taps|bilinear|effective|fully|in part|not shared|ratios",
    "cpen455-5": "equivariance|1-D|Toeplitz|im2patch|Translation|2-D|enlarge|4×4|5×5|Inverse|Fractionally|Wᵀy|6×6|"
    "Output padding|ConvTranspose2d|Dilated|AlexNet|rank one|Depthwise|4×4|inside a window|example CNN|Shift|demos|"
    "rotation|augmentation|Spherical|LeNet|U-Net|bottleneck|ResNeXt|MobileNet",
}


# The lectures of each notebook, as the course is laid out.
LAID_OUT = {
    **{"01": "msu-7 deep-conv layer-types", "02": "ops-notes layer-types msu-7 deep-conv", "03": "cpen455-5"},
    **{"04": "ops-notes msu-7", "06": "ops-notes cpen455-5", "08": "layer-types deep-conv msu-7 cpen455-5"},
    **{"10": "ops-notes", "11": "layer-types msu-7 cpen455-5", "12": "deep-conv msu-7", "13": "deep-conv msu-7"},
    **{"14": "layer-types msu-7 cpen455-5", "15": "layer-types msu-7 cpen455-5"},
    **dict.fromkeys(("05", "07", "09"), " ".join(TOPICS)),
}


@pytest.mark.parametrize("lecture", TOPICS)
def test_every_topic_of_a_lecture_is_there_in_its_order(lecture):
    titles, words = [topic.title for topic in lectures.topics(lecture)], WORDS[lecture].split("|")
    assert len(titles) == len(words) == len(set(titles)) == TOPICS[lecture]
    assert all(word in title for word, title in zip(words, titles, strict=True))


def test_topics_of_all_lectures_or_of_one():
    assert len(lectures.topics()) == sum(TOPICS.values())
    assert {topic.lecture for topic in lectures.topics()} == set(TOPICS)
    with pytest.raises(ValueError, match=r"topics\('msu'\): the lectures are ops-notes"):
        lectures.topics("msu")


def headings(stem):
    cells = nbformat.read(ROOT / "notebooks" / f"{stem}.ipynb", as_version=4).cells
    lines = (line for cell in cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return [line.lstrip("# ") for line in lines if line.startswith("#")]


@pytest.mark.parametrize("notebook", lectures.notebooks(), ids=lambda notebook: notebook.stem)
def test_every_heading_named_is_in_its_notebook(notebook):
    named = [topic.heading for topic in lectures.topics() if topic.notebook == notebook.stem]
    there = headings(notebook.stem) if notebook.ready else []
    assert all(there.count(heading) == 1 for heading in named if heading)
    assert notebook.stem[:2] not in ("00", "01", "02") or None not in named


def test_every_topic_has_a_notebook_of_the_course():
    assert {topic.notebook for topic in lectures.topics()} < {notebook.stem for notebook in lectures.notebooks()}


def test_each_notebook_teaches_what_the_course_is_laid_out_to_teach():
    found = {notebook.stem[:2]: set(notebook.lectures) for notebook in lectures.notebooks()}
    assert list(found) == [f"{n:02}" for n in range(16)]
    assert all(set(LAID_OUT.get(number, "").split()) <= keys for number, keys in found.items())
    assert all(found[number] == set(keys.split()) for number, keys in LAID_OUT.items() if number != "01")


def test_all_notebooks_that_there_are_have_a_line():
    there = {path.stem for path in notebooks.lessons()}
    assert there <= {notebook.stem for notebook in lectures.notebooks()}
    assert there == {notebook.stem for notebook in lectures.notebooks() if notebook.ready}


def test_ready_is_asked_of_the_folder_the_notebook_runs_in(tmp_path, monkeypatch):
    for stem in ("00_start_here", "06_pooling"):
        (tmp_path / f"{stem}.ipynb").touch()
    monkeypatch.chdir(tmp_path)
    states = {row[1]: row[3] for row in lectures.show_course().rows}
    assert [about for about, state in states.items() if "ready" in state] == [
        "how to use the course",
        "maximum, average, global average",
    ]
    monkeypatch.chdir("/")
    assert "ready" in lectures.show_course().rows[1][3], "anywhere else: the notebooks beside the package"
