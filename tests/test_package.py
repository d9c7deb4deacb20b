"""What is installed: the wheel holds the package, its fonts, its page and its sample, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_BYTES = 6_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = place.glob("*.whl")
    return built


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"graphkit", "graphkit_social-0.1.0.dist-info"}
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "graphkit").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files | {"graphkit/samples/community_v1.jsonl.gz"} == {
        name for name in names if name.startswith("graphkit/")
    }


def test_the_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < MOST_BYTES


def test_the_wheel_brings_the_command_and_the_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        about = {
            name.split("/", 1)[1]: archive.read(name).decode() for name in archive.namelist() if "dist-info" in name
        }
    assert "graphkit = graphkit.__main__:main" in about["entry_points.txt"]
    assert {"licenses/LICENSE", "licenses/graphkit/fonts/OFL.txt", "licenses/graphkit/fonts/OFL-Noto.txt"} <= set(about)
