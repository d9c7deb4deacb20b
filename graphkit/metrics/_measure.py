"""`measure`: the people table, from whichever metrics are asked for."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from graphkit import plugins
from graphkit.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph

Metric = Callable[[Any], Any]


def measure(
    graph: "Graph",
    metrics: "Iterable[str | Metric] | None" = None,
    *,
    shipped: dict[str, Metric],
    min_posts: int = 0,
) -> "pd.DataFrame":
    """The people table: one row a person, ordered by id, with the columns of the metrics asked for."""
    import pandas as pd

    known = graph.counts
    frames = [known[["label", "network", "observed"]]]
    chosen = list(shipped) if metrics is None else list(metrics)
    for metric in chosen:
        function = metric if callable(metric) else named(metric, shipped)
        frames.append(_columns(function(graph), function.__name__, known.index))
    people = pd.concat(frames, axis=1).reset_index(names="id")
    if metrics is None:
        people = _reasons_beside(people)
    enough = known["posts"].fillna(0).to_numpy(int) >= min_posts
    return people if min_posts <= 0 else people[enough].reset_index(drop=True)


def named(name: str, shipped: dict[str, Metric]) -> Metric:
    """The metric of that name; UsageError with the nearest names where there is none."""
    metric = shipped.get(name) or plugins.named("metrics", name)
    if callable(metric):
        return metric
    if metric is not None:
        raise UsageError(f"the plug-in '{name}' is no function but a {type(metric).__name__}")
    near = get_close_matches(name, shipped, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else f"; there are {', '.join(shipped)}"
    raise UsageError(f"no metric is called '{name}'{hint}")


def _columns(values: Any, name: str, index: "pd.Index[str]") -> "pd.DataFrame":
    """A metric's result as columns: a Series takes the metric's name; people it does not know are missing."""
    import pandas as pd

    frame = values if isinstance(values, pd.DataFrame) else pd.Series(values).rename(name).to_frame()
    return frame if frame.index is index else frame.reindex(index)


def _reasons_beside(people: "pd.DataFrame") -> "pd.DataFrame":
    """Put each reason after the columns it explains: reciprocity's after its whole family."""
    columns = [name for name in people.columns if name != "reciprocity_reason"]
    columns.insert(columns.index("coverage") + 1, "reciprocity_reason")
    return people[columns]
