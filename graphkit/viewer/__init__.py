"""The page that a browser shows: a graph packed into text, and the scripts and styles that draw it, without a request.

`page_data` (`packed`, where places are known) makes the text, `document` the file around it; the scripts beside this
module unpack and draw it. They use no library.
"""

from graphkit.viewer._data import page_data
from graphkit.viewer._document import document, escape
from graphkit.viewer._pack import packed, people_shown
from graphkit.viewer._scripts import SCRIPTS, script, style

__all__ = ["SCRIPTS", "document", "escape", "packed", "page_data", "people_shown", "script", "style"]
