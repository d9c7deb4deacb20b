"""Wilson's interval for a share: honest for small samples and near 0 and 1.

Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

Z95 = 1.959963984540054
"""Two-sided 95 % of the normal distribution."""


def wilson(successes: Any, trials: Any) -> "tuple[np.ndarray, np.ndarray]":
    """Low and high end of the 95 % interval of successes / trials, elementwise; nan where there is no trial.

    >>> [round(float(end), 3) for end in wilson(0, 20)]
    [0.0, 0.161]
    """
    import numpy as np

    t, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        share, z2 = t / n, Z95**2
        centre = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = Z95 / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
        # Rounding must not push an end past what the share itself is.
        low = np.where(t == 0, 0.0, np.maximum(centre - half, 0.0))
        high = np.where(t == n, 1.0, np.minimum(centre + half, 1.0))
    known = n > 0
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def newcombe(first: "tuple[Any, Any]", second: "tuple[Any, Any]") -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    """Second share minus first, each given as (successes, trials), with the ends of its 95 % interval, elementwise.

    The interval takes the two Wilson intervals together; nan where either share has no trial.
    Source: R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in
    Medicine 17 (1998), method 10.

    >>> [round(float(end), 4) for end in newcombe((48, 80), (56, 70))]
    [0.2, 0.0524, 0.3339]
    """
    import numpy as np

    (t_a, n_a), (t_b, n_b) = (tuple(np.asarray(each, dtype=float) for each in side) for side in (first, second))
    with np.errstate(invalid="ignore", divide="ignore"):
        a, b = t_a / n_a, t_b / n_b
    (low_a, high_a), (low_b, high_b) = wilson(t_a, n_a), wilson(t_b, n_b)
    known = (n_a > 0) & (n_b > 0)
    difference = np.where(known, b - a, np.nan)
    low = np.where(known, difference - np.hypot(b - low_b, high_a - a), np.nan)
    high = np.where(known, difference + np.hypot(high_b - b, a - low_a), np.nan)
    return difference, np.maximum(low, -1.0), np.minimum(high, 1.0)


def share(name: str, successes: Any, trials: Any, index: "pd.Index[str]") -> "pd.DataFrame":
    """A share with its interval: columns `name`, `name_low`, `name_high`; all missing where trials is 0 or missing."""
    import numpy as np
    import pandas as pd

    t, n = (
        (each if isinstance(each, pd.Series) else pd.array(each, dtype="Float64")).to_numpy(
            dtype=float, na_value=np.nan
        )
        for each in (successes, trials)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(n > 0, t / n, np.nan)
    low, high = wilson(t, n)
    return pd.DataFrame({name: value, f"{name}_low": low, f"{name}_high": high}, index=index)
