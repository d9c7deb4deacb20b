"""Whether reading gives the same as before: a fingerprint of everything that is read from each export.

python benchmarks/same.py EXPORT... > before.json    # with the old code
python benchmarks/same.py EXPORT... > after.json     # with the new: the two files are equal

A folder stands for the files and folders in it.
"""

import json
import sys
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import graphkit as gk


def told(path: Path) -> dict[str, Any]:
    """What is read from an export, as fingerprints of the tables and the tallies in words."""
    try:
        graph = gk.load(path, keep_text=True, copies=True)
    except gk.GraphkitError as error:
        return {"error": str(error)}
    chosen = ["third_person_share", "self_mention_ratio", "reciprocity", "pagerank", "discussions_joined"]
    people = gk.measure(graph, [*chosen, "uncredited_copies"])
    sent = graph.session.fetch(
        "select post, file, line, network, id, who, time, cut, text, via, place from chosen_posts"
    )
    frames = {
        "people": people,
        "interactions": graph.interactions,
        "edges": graph.edges,
        "posts": sent.sort_values("post"),
        "rejects": graph.rejects(10**6),
    }
    made = {
        name: sha256(frame.to_csv(index=name == "people").encode("utf-8", "surrogatepass")).hexdigest()
        for name, frame in frames.items()
    }
    files = [{**asdict(tally), "codes": dict(sorted(tally.codes.items()))} for tally in graph.provenance.files]
    return {**made, "about": graph.about, "files": files, "refused": graph.provenance.refused}


def main() -> None:
    """Print the fingerprints of every export."""
    paths = [Path(each) for each in sys.argv[1:]]
    every = [inner for path in paths for inner in (sorted(path.iterdir()) if path.is_dir() else [path])]
    print(json.dumps({path.as_posix(): told(path) for path in every}, indent=1, default=str))


if __name__ == "__main__":
    main()
