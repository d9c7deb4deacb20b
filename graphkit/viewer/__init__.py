"""The explorer in the page: a graph packed into text, and the scripts that draw it in a browser, without a request.

`page_data` makes the text (`packed`, where places are known); the scripts beside this module unpack and draw it.
They use no library.
"""

from graphkit.viewer._data import page_data
from graphkit.viewer._pack import packed
from graphkit.viewer._scripts import SCRIPTS, script, style

__all__ = ["SCRIPTS", "packed", "page_data", "script", "style"]
