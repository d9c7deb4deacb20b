"""Settings of the documentation site; `make docs` builds it into build/docs."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import graphkit  # noqa: E402  (after the path to it)

project = "graphkit"
author = "The graphkit authors"
project_copyright = f"{author}, MIT licence"
version = release = graphkit.__version__

extensions = ["myst_parser", "sphinx_copybutton", "_site.pages", "_site.notebooks", "_site.pictures"]
source_suffix = {".md": "markdown", ".ipynb": "markdown"}
exclude_patterns = ["plugin", "sql"]
nitpicky = True

myst_heading_anchors = 3
# links to files beside the docs; _site.pages makes them of plain relative links
myst_url_schemes = {"http": None, "https": None, "file-of": "{{path}}", "line-of": "{{path}}#{{fragment}}"}
highlight_language = "none"
copybutton_prompt_text = "$ "

html_theme = "pydata_sphinx_theme"
html_title = "graphkit"
html_static_path = ["_static"]
html_css_files = ["graphkit.css"]
html_favicon = "_static/graphkit.svg"
html_show_sphinx = html_show_sourcelink = html_copy_source = False
html_sidebars = {"index": [], "install": [], "source/**": []}
html_theme_options = {
    "logo": {"text": "graphkit", "image_light": "_static/graphkit.svg", "image_dark": "_static/graphkit.svg"},
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-button"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
    "show_toc_level": 2,
    "navigation_with_keys": False,
}
