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


def share(name: str, successes: Any, trials: Any, index: "pd.Index[str]") -> "pd.DataFrame":
    """A share with its interval: columns `name`, `name_low`, `name_high`; all missing where trials is 0 or missing."""
    import numpy as np
    import pandas as pd

    t = pd.array(successes, dtype="Float64").to_numpy(dtype=float, na_value=np.nan)
    n = pd.array(trials, dtype="Float64").to_numpy(dtype=float, na_value=np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(n > 0, t / n, np.nan)
    low, high = wilson(t, n)
    return pd.DataFrame({name: value, f"{name}_low": low, f"{name}_high": high}, index=index)
