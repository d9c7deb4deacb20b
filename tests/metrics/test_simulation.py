"""How often a flag is wrong, among invented people whose true share is known; the rule is the one that reports use."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
SEEDS = range(1, 6)


@pytest.fixture(scope="module")
def verdicts() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verdicts", ROOT / "benchmarks/verdicts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["verdicts"] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def wrong(verdicts: ModuleType, rule: str, **more: float) -> float:
    """Share of the flags of a rule that are wrong, over five times 200,000 people."""
    scores = [getattr(verdicts, rule)(verdicts.town(people=200_000, seed=seed, **more)) for seed in SEEDS]
    return float(sum(score.wrong for score in scores) / sum(score.flagged for score in scores))


def test_among_people_like_those_of_real_archives_three_flags_in_a_hundred_are_wrong_at_most(
    verdicts: ModuleType,
) -> None:
    assert wrong(verdicts, "ours") <= 0.03
    assert wrong(verdicts, "bare") >= 0.9


def test_with_one_in_twenty_who_name_hardly_anybody_one_flag_in_a_hundred_is_wrong_at_most(
    verdicts: ModuleType,
) -> None:
    assert wrong(verdicts, "ours", low=0.05) <= 0.01
    assert wrong(verdicts, "bare", low=0.05) >= 0.6


def test_people_have_a_heavy_tail_of_posts_and_many_have_one(verdicts: ModuleType) -> None:
    posts = verdicts.town(people=200_000).posts
    assert (posts == 1).mean() > 0.1
    assert posts.max() > 100 * posts.mean()


def test_whoever_sits_on_the_threshold_is_flagged_once_in_forty_times(verdicts: ModuleType) -> None:
    from scipy.stats import binom

    chances = [binom.cdf(verdicts.most(n), n, 0.10) for n in range(1, 1_500)]
    assert 0.025 < max(chances) < 0.027


def test_the_fewest_posts_for_a_flag_are_the_known_ones(verdicts: ModuleType) -> None:
    assert (verdicts.fewest(0, 0.10), verdicts.fewest(1, 0.10)) == (35, 53)


def test_the_page_of_verdicts_is_what_the_simulation_says(verdicts: ModuleType) -> None:
    assert verdicts.PLACE.read_text(encoding="utf-8") == verdicts.page(), "run python benchmarks/verdicts.py"
