"""Which ties come home where not all of them fit: those among the people with the most acts to and from others."""

from typing import TYPE_CHECKING

from graphkit.engines import Session

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

ARRAY_EDGES = 200_000_000
"""So many ties are brought home as arrays: 16 bytes each, and as many again while they are put in order."""

NOT_ALL = (
    "betweenness, harmonic, hub, authority, core and community of any but the strongest people, and circles: there are "
    "more ties than --array-edges"
)


def loop_free(edges: str) -> str:
    """The loop-free ties among edges that weigh something."""
    return f"select source, target, weight from {edges} where source <> target and weight > 0"


def degrees(edges: str) -> str:
    """One row a person with ties: people and acts both ways, the acts towards the one acted on most, and Σ w ln w."""
    return f"""
    select person, cast(sum(sends) as bigint) as out_degree, cast(sum(gets) as bigint) as in_degree,
           cast(sum(sends * weight) as bigint) as out_strength, cast(sum(gets * weight) as bigint) as in_strength,
           cast(max(sends * weight) as bigint) as most,
           sum(case when sends = 1 then weight * ln(cast(weight as double)) else 0 end) as spread
    from (select source as person, weight, 1 as sends, 0 as gets from ({loop_free(edges)}) given
          union all select target, weight, 0, 1 from ({loop_free(edges)}) got) ends
    group by person"""


def places(edges: str) -> str:
    """One row a person with ties: their place by strength, the strongest first."""
    return f"""
    select person, row_number() over (order by in_strength + out_strength desc, person) as place
    from ({degrees(edges)}) degrees"""


def placed(edges: str, places_table: str) -> str:
    """Each tie with the place of the weaker of the two."""
    return f"""
    select t.source, t.target, t.weight, greatest(s.place, o.place) as place from ({loop_free(edges)}) t
    join {places_table} s on s.person = t.source join {places_table} o on o.person = t.target"""


def strongest(session: Session, edges: str, limit: int) -> "tuple[pd.DataFrame, np.ndarray] | None":
    """The ties among as many of the strongest people as have at most so many, and these people; None where all fit."""
    if session.fetch(f"select count(*) as ties from ({loop_free(edges)}) ties")["ties"].iloc[0] <= limit:
        return None
    session.keep(f"{edges}_places", places(edges))
    session.keep(f"{edges}_placed", placed(edges, f"{edges}_places"))
    by_place = session.fetch(f"select place, count(*) as ties from {edges}_placed group by place order by place")
    fitting = by_place.loc[by_place["ties"].cumsum() <= limit, "place"]
    last = int(fitting.max()) if len(fitting) else 0
    chosen = session.fetch(f"""
        select source, target, weight from {edges}_placed where place <= {last} order by source, target""")
    people = session.fetch(f"select person from {edges}_places where place <= {last} order by person")
    return chosen, people["person"].to_numpy("int64")
