"""What a command does before it imports anything heavy, so that it starts sooner."""

import gc
import os

YOUNG = 50_000
"""Objects made before Python looks for circles among them: importing pandas and matplotlib makes some hundred thousand
that stay, and by default they are looked through again for every 700."""


def lighten() -> None:
    """Fewer looks for garbage, and no threads of numpy's linear algebra, whose start costs more than they give us.

    Whoever has said how many threads they want keeps them; what we multiply is sparse, and in no thread.
    """
    gc.set_threshold(YOUNG)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
