"""The writer of repositories that makes the sample, for tests that need odd ones."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

_PLACE = Path(__file__).parents[2] / "data/_cars.py"


def _loaded() -> Any:
    spec = spec_from_file_location("_cars_of_the_samples", _PLACE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


CARS: Any = _loaded()
