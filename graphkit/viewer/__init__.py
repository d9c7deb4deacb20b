"""The explorer in the page: a graph packed into text, and the scripts that draw it in a browser, without a request.

`packed` makes the text; the scripts beside this module unpack and draw it. They use no library.
"""

from graphkit.viewer._pack import packed
from graphkit.viewer._scripts import SCRIPTS, script

__all__ = ["SCRIPTS", "packed", "script"]
