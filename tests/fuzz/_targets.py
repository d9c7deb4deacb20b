"""What is fuzzed: one damaged file goes through a reader, or through the layer of archives, and on into the intake.

And `load`: the whole way of an export, from the file through the engine to the table of people.
"""

import io
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import graphkit as gk
from graphkit._harvest import Tally
from graphkit._intake import Intake
from graphkit.errors import GraphkitError
from graphkit.readers import READERS, FileFault, Glance, Member, Reader, ReadOptions, Refusal, glance
from graphkit.readers._faults import Budget
from graphkit.readers._files import Place, _looked_into
from graphkit.readers._reader import HEAD

Target = Callable[[bytes], tuple[str, ...]]
OPTIONS = ReadOptions(owner="ann")
WIDE = 2**63


class Held:
    """Stands for an engine: takes what an engine could take, and keeps nothing."""

    def create(self, table: str, schema: Mapping[str, str]) -> None:
        """An empty table."""

    def fill(self, table: str, columns: Mapping[str, Any]) -> None:
        """Rows whose texts are texts and whose numbers fit."""
        for column in columns.values():
            if isinstance(column, str):
                column.encode()
            elif hasattr(column, "dtype") and column.dtype.kind == "O":
                for text in column:
                    if text is not None:
                        text.encode()


def of_reader(reader: Reader, data: bytes) -> tuple[str, ...]:
    """What comes of a file that is given to one reader: the codes of what was left out, and the fault."""
    member = Member("x", "", lambda: io.BytesIO(data))
    try:
        return _taken(reader, member, Glance("x", data[:HEAD], member))
    except FileFault as fault:
        return (fault.code,)
    except GraphkitError as error:
        return (type(error).__name__,)


def of_containers(data: bytes) -> tuple[str, ...]:
    """What comes of a file that may be an archive: its members go to whichever reader takes them."""
    out = []
    for found in _looked_into(Place("x.zip", "", lambda: io.BytesIO(data)), Budget()):
        if isinstance(found, Refusal):
            out.append(found.code)
            continue
        try:
            seen = glance(found)
            reader = next((reader for reader in READERS if reader.recognise(seen)), None)
            out += _taken(reader, found, seen) if reader else [str(seen.refusal)[:20]]
        except FileFault as fault:
            out.append(fault.code)
        except GraphkitError as error:
            out.append(type(error).__name__)
    return tuple(sorted(set(out)))


def of_load(data: bytes) -> tuple[str, ...]:
    """What comes of a file that is loaded and measured like any export; a person is no number that is not one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x")
        path.write_bytes(data)
        try:
            with closing(gk.load(path, owner=OPTIONS.owner)) as graph:
                people = gk.measure(graph)
                assert people["id"].is_unique
                return (str(min(len(people), 9)), str(people.isna().to_numpy().sum() > 0))
        except GraphkitError as error:
            return (type(error).__name__,)


def _taken(reader: Reader, member: Member, seen: Glance) -> tuple[str, ...]:
    claim = reader.recognise(seen)
    tally = Tally("x", "x", reader.name, reader.network)
    intake = Intake(Held())  # type: ignore[arg-type]
    intake.begin(tally)
    ended = ""
    try:
        intake.take(reader.read(member, reader.prepare([member], OPTIONS)))
    except FileFault as fault:
        ended = fault.code
    intake.finish()
    ended = ended or tally.fault_code
    counted = f"{min(tally.posts, 3)} {min(tally.acts, 3)}"
    return (claim.role if claim else "", counted, ended, *sorted({*tally.codes, *tally.notices}))


def targets() -> dict[str, Target]:
    """By name: every reader, `containers` and `load`."""
    readers = {reader.name: partial(of_reader, reader) for reader in READERS}
    return {**readers, "containers": of_containers, "load": of_load}
