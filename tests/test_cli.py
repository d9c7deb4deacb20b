"""Every command: exit code, stdout, stderr."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graphkit._console import warn
from graphkit._ending import failed
from tests._commands import run, run_afresh
from tests.test_load import jsonl, tweet

ME = [tweet(i, "eve", f"sun {i}") for i in range(60)]
ANN = [tweet(100 + i, "ann", "good point @bob") for i in range(40)]
COMMANDS = ("report", "inspect", "measure", "person", "draw", "compare", "collect", "list", "demo")


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> str:
    return jsonl(tmp_path_factory.mktemp("exports") / "town.jsonl", *ME, *ANN)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_opens_with_an_example(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"Example: graphkit {command}" in done.stdout


def test_version() -> None:
    assert run_afresh("--version").stdout == "graphkit 0.1.0\n"


def test_measure_prints_csv_and_nothing_else_on_stdout(export: str) -> None:
    done = run("measure", export)
    assert (done.returncode, done.stderr) == (0, "")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["label"]: row["verdict"] for row in rows} == {
        "eve": "me..me..me",
        "ann": "names others",
        "bob": "",
    }
    assert next(row for row in rows if row["label"] == "bob")["third_person_share"] == ""


def test_measure_chooses_metrics_sorts_and_cuts(export: str) -> None:
    done = run("measure", export, "-m", "me_share", "--sort", "me_share", "--top", "1", "-f", "json")
    (row,) = json.loads(done.stdout)
    assert (row["label"], row["me_share"]) == ("eve", 1)
    table = run("measure", export, "-m", "verdict", "-f", "table").stdout
    assert table.splitlines()[0].split() == ["id", "label", "network", "observed", "verdict", "verdict_reason"]


def test_report_says_the_finding_and_names_what_it_wrote(export: str, tmp_path: Path) -> None:
    done = run("report", export, "-o", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    first, *files = done.stdout.splitlines()
    assert first == "1 of 2 accounts names almost no one else"
    assert str(tmp_path / "town" / "people.csv") in files
    assert all(Path(file).is_file() for file in files)


def test_inspect_says_formats_counts_kinds_and_limits(export: str) -> None:
    out = run("inspect", export).stdout
    assert out.splitlines() == [
        "town.jsonl  twitter-v1",
        "    records    100 = 100 used",
        "    people     3, 2 of them act",
        "    dates      15 Aug 2012",
        "    kinds      60 post, 40 mention",
        "    absent     retweet, quote, reply, like",
        "    not shown  who liked a post",
        "",
    ]


def test_person_prints_the_sentence_and_the_posts(export: str) -> None:
    done = run("person", "@Eve", export)
    assert "In this export, 0 of 60 posts (0 %, 95 % interval 0–6.0 %) named someone else." in done.stdout
    assert "This describes these posts, not the person." in done.stdout
    assert done.stdout.count("town.jsonl") == 60


TOWN = Path(__file__).parents[1] / "data/town.csv"


def test_person_opens_one_number_to_its_receipts() -> None:
    done = run("-q", "person", "jo_quill", TOWN, "-m", "reciprocity")
    head, _, number, definition, says, columns, *rows = done.stdout.splitlines()
    assert (done.returncode, done.stderr, head) == (0, "", "jo_quill (handle:jo_quill, table)")
    assert number == "reciprocity  50 % (95 % interval 18–82 %)"
    assert definition.endswith("how much of what a person gives and gets among observed people goes both ways.")
    assert says.endswith("counts and of: 2 where acts go both ways, else 0 of 1; 6 rows.")
    assert columns.split("\t")[:7] == ["counts", "of", "other", "label", "observed", "given", "received"]
    assert sum(row.startswith("2\t2\t") for row in rows) == 2


def test_person_says_why_a_number_is_missing() -> None:
    out = run("-q", "person", "ivy_nash", TOWN, "-m", "returns", "-m", "generosity").stdout
    assert "returns  unknown: their own posts are not in the export" in out
    ann = run("-q", "person", "ann_reed", TOWN).stdout
    assert "generosity                       unknown: they passed on or credited no observed person" in ann


def test_person_in_json_is_one_object_with_everything() -> None:
    told = json.loads(run("-q", "person", "flo_pike", TOWN, "-f", "json").stdout)
    assert (told["numbers"]["posts"], len(told["posts"]), told["numbers"]["self_mentions"]) == (9, 11, 5)
    assert {"sentence", "would_change", "cannot_show", "acts", "ties"} < set(told)
    assert "text" not in told["posts"][0]
    one = json.loads(run("-q", "person", "flo_pike", TOWN, "-m", "self_mention_ratio", "-f", "json").stdout)
    (number,) = one["numbers"].values()
    assert number["self_mention_ratio"] == pytest.approx(5 / 9)
    assert sum(row["counts"] for row in number["receipts"]) == 5


def test_person_prints_receipts_as_csv_and_lines() -> None:
    rows = list(csv.DictReader(io.StringIO(run("-q", "person", "flo_pike", TOWN, "-m", "threads", "-f", "csv").stdout)))
    assert [row["id"] for row in rows] == ["602", "603"]
    lines = run("-q", "person", "flo_pike", TOWN, "-m", "threads", "-f", "jsonl").stdout.splitlines()
    assert [json.loads(line)["number"] for line in lines] == ["threads"] * 2
    tables = {
        json.loads(line)["table"] for line in run("-q", "person", "flo_pike", TOWN, "-f", "jsonl").stdout.splitlines()
    }
    assert tables == {"posts", "acts", "ties"}


def test_person_shows_words_only_where_they_were_kept() -> None:
    words = "Boots are drying on the stove"
    assert words not in run("-q", "person", "cat_moor", TOWN).stdout
    assert words in run("-q", "person", "cat_moor", TOWN, "--keep-text", "-m", "me_share").stdout


def test_person_refuses_numbers_and_formats_that_are_none() -> None:
    done = run("-q", "person", "ann_reed", TOWN, "-m", "reciprocty")
    assert (done.returncode, done.stderr) == (
        2,
        "graphkit: no number of a person is called 'reciprocty'; did you mean 'reciprocity'?\n",
    )
    done = run("-q", "person", "ann_reed", TOWN, "-f", "xml")
    assert (done.returncode, done.stderr) == (
        2,
        "graphkit: there is no format 'xml'; there are text, csv, json, jsonl, table\n",
    )


def test_compare_prints_the_people_and_says_the_finding_beside(tmp_path: Path) -> None:
    late = [{**tweet(900 + i, "eve", "hi @bob"), "created_at": "Sun Sep 16 13:00:00 +0000 2012"} for i in range(40)]
    both = jsonl(tmp_path / "a.jsonl", *ME, *ANN, *late)
    done = run("compare", both, "--split", "2012-09-01")
    assert done.returncode == 0
    rows = {row["label"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert (rows["eve"]["trend"], rows["eve"]["verdict_a"], rows["eve"]["verdict_b"]) == (
        "more for others",
        "me..me..me",
        "names others",
    )
    assert done.stderr.splitlines()[-1] == (
        "Of 1 person with enough posts on both sides, 1 changed clearly: 1 to more for others, 0 to fewer for others."
    )
    assert run("compare", both, "--split", "2012-09-01", "-q").stderr == ""
    table = run("compare", both, "--split", "2012-09-01", "-f", "table", "--sort", "posts_b", "--top", "1")
    assert table.stderr == ""
    assert table.stdout.startswith(
        "For others: 40 of 100 posts (40 %) before 1 Sep 2012, 40 of 40 posts (100 %) from then"
    )
    assert table.stdout.splitlines()[-1].startswith("eve ")
    many = json.loads(run("compare", both, "--split", "2012-09-01", "--min-posts", "41", "-f", "json").stdout)
    assert [row["label"] for row in many] == ["eve"]
    whole = run("compare", both, "--split", "2012-09-01", "--whole").stdout
    assert whole.startswith("measure,a,b,change,")
    assert "\nposts,100,40,-60," in whole


def test_compare_takes_two_groups_of_exports(export: str, tmp_path: Path) -> None:
    others = [jsonl(tmp_path / f"{name}.jsonl", *rows) for name, rows in (("b", ME[:40]), ("c", [tweet(500, "ann")]))]
    done = run("compare", export, "--with", *others, "-f", "table")
    assert done.returncode == 0
    assert done.stdout.startswith(
        "For others: 40 of 100 posts (40 %) in town.jsonl, 0 of 41 posts (0 %) in b.jsonl, c.jsonl"
    )
    assert run("compare", "--with", others[0], "-f", "csv", export, "--kind", "reply").returncode == 0
    assert run("compare", export, "--with", others[0], "--person", "eve", "-q").returncode == 0
    none = run("compare", export, "--with", others[0], "--person", "ann")
    assert (none.returncode, none.stderr) == (4, "graphkit: ann: no post or act of theirs in one of the two groups\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "say what to compare: --split DATE for before and after it, or --with EXPORT for other exports"),
        (("--split", "2012-09-01", "--with", "x"), "say what to compare: --split DATE"),
        (
            ("--split", "2019-01-01"),
            "the split 2019-01-01 leaves nothing after it; what there is dates from 15 Aug 2012",
        ),
        (("--split", "soon"), "'soon' is no date"),
        (("--with",), "requires an argument"),
        (("--with", "missing.csv"), "missing.csv: there is no such file or folder"),
    ],
)
def test_what_cannot_be_compared_is_a_usage_error(export: str, words: tuple[str, ...], said: str) -> None:
    done = run("compare", export, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_draw_writes_the_file_asked_for(export: str, tmp_path: Path) -> None:
    for name in ("network.svg", "card.pdf"):
        words = ("-d", "person", "--of", "eve") if name == "card.pdf" else ()
        done = run("draw", export, *words, "-o", tmp_path / name)
        assert (done.returncode, done.stdout) == (0, f"{tmp_path / name}\n")
        assert (tmp_path / name).stat().st_size > 1000


def test_list_defines_everything() -> None:
    assert "twitter-archive-2012" in run("list", "readers").stdout
    assert "networkx.reciprocity" in run("list", "metrics", "reciprocity").stdout
    done = run("list", "metrics", "reciprocty")
    assert (done.returncode, done.stderr) == (
        2,
        "graphkit: no metric is called 'reciprocty'; did you mean 'reciprocity'?\n",
    )


def test_a_missing_path_is_a_usage_error_that_names_it(tmp_path: Path) -> None:
    done = run("report", "missing.zip", "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "graphkit: missing.zip: there is no such file or folder\n"
    assert not (tmp_path / "out").exists()


def test_an_unknown_option_is_a_usage_error() -> None:
    done = run("measure", "--nonsense")
    assert done.returncode == 2
    assert "--nonsense" in done.stderr


def test_an_empty_file_is_no_data_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    done = run("report", tmp_path / "empty.jsonl", "-o", tmp_path / "out")
    assert done.returncode == 4
    assert done.stderr.startswith("graphkit: empty.jsonl: ")
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_leaves_the_old_report(export: str, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    done = run("report", export, "-o", tmp_path / "taken", "--name", "x")
    assert done.returncode == 5
    assert (tmp_path / "taken").read_text() == "a file"


def test_what_was_left_out_is_said_and_strict_makes_it_an_exit_code(tmp_path: Path) -> None:
    bad = jsonl(tmp_path / "a.jsonl", *ME, "{broken")
    done = run("measure", bad)
    assert done.returncode == 0
    assert "left out of a.jsonl: 1 json.syntax" in done.stderr
    assert "a.jsonl:61: json.syntax" in done.stderr
    assert run("measure", bad, "--strict").returncode == 3
    assert run("measure", bad, "--max-rejects", "1").returncode == 0
    assert run("measure", bad, "--max-rejects", "1%").returncode == 3
    assert run("--quiet", "measure", bad).stderr == ""
    assert run("measure", bad, "-q").stderr == ""


def test_only_a_bug_gives_a_traceback_and_only_when_asked(export: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys, graphkit.metrics as m; from graphkit import cli\n"
        "m.METRICS['posts_needed'] = lambda graph: 1 / 0\n"
        f"sys.argv = ['graphkit', *sys.argv[1:], 'measure', {export!r}]\ncli.main()"
    )
    plain = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert plain.returncode == 1
    assert plain.stderr.startswith("graphkit: internal error (a bug): ZeroDivisionError")
    assert "Traceback" not in plain.stderr
    loud = subprocess.run([sys.executable, "-c", code, "-vv"], capture_output=True, text=True, check=False)
    assert "Traceback" in loud.stderr


def test_an_error_that_repeats_a_files_own_bytes_cannot_move_a_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    assert failed("x.parquet: unknown type \x1b[31m\x0f\u202e" + "!" * 9_000 + "\nsecond line", 4) == 4
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("graphkit: x.parquet: unknown type \ufffd[31m\ufffd\ufffd!!!")
    assert len(first) < 2_100
    assert second == "graphkit: second line"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_runs_say_so_and_leave_nothing(tmp_path: Path, number: signal.Signals, code: int) -> None:
    big = jsonl(tmp_path / "big.jsonl", *(tweet(i, f"p{i % 50}", "hi @bob") for i in range(60_000)))
    # a shell may have started us with SIGINT ignored, and children inherit that
    code_run = "import signal as s; s.signal(s.SIGINT, s.default_int_handler); from graphkit.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code_run, "report", big, "-o", str(tmp_path / "out")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(1.5)
    process.send_signal(number)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == code
    assert b"Traceback" not in stderr
    assert not list(tmp_path.glob("out/*"))


def test_a_closed_pipe_ends_quietly(export: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "graphkit", "person", "eve", export], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.wait(timeout=60)
    process.stderr.close()
    assert process.returncode == 0


def test_an_export_can_come_through_a_pipe(export: str) -> None:
    done = run("measure", "-", "-m", "verdict", input=Path(export).read_text())
    assert "me..me..me" in done.stdout


def test_colours_and_control_characters_stay_off_the_terminal(tmp_path: Path) -> None:
    done = run(
        "measure", jsonl(tmp_path / "a.jsonl", tweet(1, "eve", "\x1b[31mred")), env={**os.environ, "FORCE_COLOR": "1"}
    )
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--memory-limit", "lots"),
        ("--memory-limit", "4GB'; select 1; --"),
        ("--memory-limit", "-1GB"),
        ("--seed", "-5"),
        ("--max-rejects", "abc"),
        ("--max-rejects", "101%"),
        ("--since", "0000-01-01"),
        ("--me-threshold", "2"),
        ("--person", "nobody"),
        ("--aliases", "missing.csv"),
        ("--circle", "missing.csv"),
    ],
)
def test_wrong_values_are_usage_errors_and_print_nothing(export: str, words: tuple[str, str]) -> None:
    done = run("measure", export, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "a bug" not in done.stderr


def test_a_part_without_anybody_is_no_data(export: str, tmp_path: Path) -> None:
    for words in (("--since", "2013-01-01", "--until", "2012-01-01"), ("--min-posts", "1000")):
        assert run("report", export, "-o", tmp_path / "out", *words).returncode == 4
    assert not (tmp_path / "out").exists()


def test_a_name_cannot_leave_the_output_folder(export: str, tmp_path: Path) -> None:
    assert run("report", export, "-o", tmp_path / "out", "--name", "../../escaped\x1b").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["escaped"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_standard_output_is_an_output_error(export: str) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "graphkit", "measure", export]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 5
    assert "a bug" not in done.stderr


def test_warnings_stay_short_whatever_the_input(tmp_path: Path) -> None:
    for number in range(300):
        jsonl(tmp_path / f"{'é' * 90}{number}.jsonl", tweet(number, "eve"), "{broken")
    done = run("measure", tmp_path, "-m", "verdict")
    assert done.returncode == 0
    assert len(done.stderr.encode()) < 65_536


def test_there_is_an_end_to_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    warn(["é" * 300] * 1000)
    said = capsys.readouterr().err
    assert 50_000 < len(said.encode()) < 65_536
    assert said.endswith("… and more: see `records` in summary.json and rejects.csv\n")


def test_a_file_broken_before_its_first_record_is_not_read_rather_than_cut_short(export: str, tmp_path: Path) -> None:
    head = '<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
    (tmp_path / "blog.xml").write_text(f"{head}<item></item></channel></rss>")
    done = run("inspect", export, tmp_path / "blog.xml")
    assert "not read: blog.xml: no WordPress export" in done.stderr
    assert "blog.xml  wordpress\n    not read   no WordPress export" in done.stdout
    assert "cut short" not in done.stderr


def test_a_circle_of_strangers_is_said(export: str, tmp_path: Path) -> None:
    (tmp_path / "circle.csv").write_text("account\nstranger\n")
    done = run("measure", export, "--circle", tmp_path / "circle.csv", "-m", "outside_share")
    assert done.returncode == 0
    assert "circle.csv: nobody of the circle is in the export, so every act leaves it" in done.stderr


def test_measure_prints_under_which_choices_verdicts_hold(export: str) -> None:
    done = run("measure", export, "--sensitivity", "--sort", "-holds", "--top", "1", "-f", "json")
    assert (done.returncode, done.stderr) == (0, "")
    (row,) = json.loads(done.stdout)
    assert (row["label"], row["verdict"], row["holds"], row["choices"]) == ("eve", "me..me..me", 2, 3)
    assert row["verdict_at_0_05"] == "undecided"


def test_sensitivity_is_a_table_of_its_own(export: str) -> None:
    done = run("measure", export, "--sensitivity", "-m", "verdict")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "graphkit: --sensitivity prints a table of its own; give it without --metric\n"


def test_report_writes_the_sensitivity_table(export: str, tmp_path: Path) -> None:
    done = run("report", export, "-o", tmp_path, "--sensitivity")
    assert str(tmp_path / "town" / "sensitivity.csv") in done.stdout.splitlines()
