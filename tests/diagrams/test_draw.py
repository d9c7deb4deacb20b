import subprocess
import sys
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from graphkit.diagrams import DIAGRAMS, Diagram, draw, finding, main_diagram, report_diagrams, save
from graphkit.diagrams._files import encoded
from graphkit.errors import OutputError, UsageError
from tests.diagrams._cases import case, kept, odd_names

BYTES = """
import hashlib
from graphkit.diagrams import draw
from graphkit.diagrams._files import encoded
from tests.diagrams._cases import kept, odd_names
for of, name, who in ((kept("30"), "network", None), (kept("30"), "person", "olgahill"), (kept("archive"), "ego", None),
                      (odd_names(), "network", None), (kept("300"), "circles", None), (odd_names(), "circles", None)):
    for kind in ("png", "svg", "pdf"):
        content = encoded(draw(*of, name, person=who), kind, "alt", dpi=100)
        print(name, kind, hashlib.sha256(content).hexdigest())
"""


def test_the_same_input_gives_the_same_bytes_in_two_processes() -> None:
    def hashes(seed: str) -> list[str]:
        root = Path(__file__).parents[2]
        done = subprocess.run(
            [sys.executable, "-c", BYTES], capture_output=True, text=True, check=True, cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "PATH": "", "HOME": str(Path.home())},
        )  # fmt: skip
        return done.stdout.splitlines()

    assert hashes("1") == hashes("2")


def test_importing_the_diagrams_loads_no_drawing_library() -> None:
    code = "import graphkit.diagrams, sys; print({'numpy', 'pandas', 'matplotlib', 'scipy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_every_diagram_says_what_it_shows_and_fits_its_name() -> None:
    for name, diagram in DIAGRAMS.items():
        assert diagram.name == name
        assert len(diagram.about.splitlines()[0]) > 20


def test_auto_is_the_ego_of_a_lone_author_the_network_of_some_and_the_circles_of_many() -> None:
    assert main_diagram(*kept("archive")) == "ego"
    assert main_diagram(*kept("30")) == main_diagram(*kept("1500")) == "network"
    assert main_diagram(*kept("edges")) == "circles"


def test_a_report_on_many_draws_the_circles_and_the_network_of_those_who_matter() -> None:
    assert report_diagrams(*kept("edges")) == ["circles", "network"]
    assert report_diagrams(*kept("1500")) == ["network"]
    assert report_diagrams(*kept("archive")) == ["ego"]


def test_the_finding_is_the_title_of_the_main_picture() -> None:
    for name in ("30", "archive", "edges"):
        figure = draw(*kept(name))
        assert finding(*kept(name)) in [text.get_text() for text in figure.axes[0].texts]


def test_a_diagram_of_ones_own_can_be_drawn() -> None:
    mine = Diagram("mine", "graphkit.diagrams.network:network", (9, 7))
    assert draw(*kept("30"), mine).get_size_inches().tolist() == [9, 7]


def test_unknown_diagrams_and_missing_people_are_said() -> None:
    with pytest.raises(UsageError, match=r"no diagram is called 'netwrok'; did you mean 'network'\?"):
        draw(*kept("30"), "netwrok")
    with pytest.raises(
        UsageError,
        match="no diagram is called 'zzz'; there are network, circles, quadrant, forest, ego, person, timeline",
    ):
        draw(*kept("30"), "zzz")
    with pytest.raises(UsageError, match="person is a picture of one person: say whose"):
        draw(*kept("30"), "person")


def test_files_carry_the_words_of_the_picture(tmp_path: Path) -> None:
    figure = draw(*kept("30"))
    for ending in ("png", "svg", "pdf"):
        save(figure, tmp_path / f"network.{ending}", dpi=60)
    alt = (tmp_path / "network.alt.txt").read_text("utf-8").strip()
    assert alt.startswith("5 of 30 accounts name almost no one else.")
    with Image.open(tmp_path / "network.png") as image:
        assert image.info["Description"] == alt
        assert image.mode == "P"
    assert alt in "".join(ET.parse(tmp_path / "network.svg").getroot().itertext())  # noqa: S314
    assert b"/Title" in (tmp_path / "network.pdf").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "network.alt.txt", "network.pdf", "network.png", "network.svg"
    ]  # fmt: skip


def test_files_hold_no_date_and_no_machine(tmp_path: Path) -> None:
    figure = draw(*kept("30"))
    for kind in ("png", "svg", "pdf"):
        content = encoded(figure, kind, "alt", dpi=60)
        assert not any(word in content for word in (b"CreationDate", b"ModDate", b"dc:date", b"Software", b"/home/"))


def test_other_endings_and_places_that_cannot_be_written_are_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot draw 'a\.gif': the name must end in \.png, \.svg or \.pdf"):
        save(Figure(), tmp_path / "a.gif")
    with pytest.raises(OutputError, match="cannot write"):
        save(Figure(), tmp_path / "missing" / "a.png")
    assert not list(tmp_path.iterdir())


def test_savefig_draws_with_the_fonts_of_the_house_too(tmp_path: Path) -> None:
    figure = draw(*kept("30"))
    for name in ("a", "b"):
        figure.savefig(tmp_path / f"{name}.svg", metadata={"Date": None})
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_svg_of_odd_names_is_well_formed_and_inert() -> None:
    content = encoded(draw(*odd_names()), "svg", "<b>&</b>\x1b", dpi=60)
    root = ET.fromstring(content)  # noqa: S314
    assert not [node for node in root.iter() if node.tag.endswith(("script", "foreignObject"))]


def test_few_colours_keep_the_colours_of_the_house() -> None:
    figure = draw(*kept("300"))
    with Image.open(BytesIO(encoded(figure, "png", "alt", dpi=150))) as image:
        found = np.array(image.getpalette()).reshape(-1, 3)
    for wanted in ((255, 255, 255), (0x20, 0x26, 0x2B), (0x0E, 0x7C, 0x86), (0x52, 0x0C, 0x3B), (0xCD, 0xE0, 0xEC)):
        assert np.abs(found - wanted).max(1).min() <= 6


def test_pictures_stay_small_files() -> None:
    assert len(encoded(draw(*kept("300")), "png", "alt", dpi=150)) < 500_000
    assert len(encoded(draw(*case("ann>*60 bob>ann*60")), "png", "alt", dpi=150)) < 120_000
