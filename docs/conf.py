"""How Sphinx builds the documentation: once for each language, from docs/en and docs/zh; see scripts/build_docs.py."""

import os
import sys
from pathlib import Path

is_chinese = tags.has("zh")  # type: ignore[name-defined]  # noqa: F821 - Sphinx puts it there
os.environ["LCANALYSIS_LANG"] = "zh" if is_chinese else "en"
sys.path[:0] = [str(Path(__file__).parent / "_ext"), str(Path(__file__).parent.parent)]

from lcanalysis import __version__  # noqa: E402 - after the language is set

project = "lcanalysis"
author = "The lcanalysis maintainers"
version = release = __version__
project_copyright = "lcanalysis 维护者，MIT 许可" if is_chinese else "the lcanalysis maintainers, MIT licence"
language = "zh_CN" if is_chinese else "en"

extensions = ["repository", "myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
templates_path = ["_templates"]
exclude_patterns: list[str] = []
default_role = "code"
nitpicky = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 4
suppress_warnings = ["misc.highlighting_failure"]

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False

html_theme = "furo"
html_title = "lcanalysis"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_show_sphinx = False
# Words of Chinese stand without spaces between: whole phrases are indexed, and found by any part of them.
html_search_language = "en"
html_theme_options = {"source_repository": "", "navigation_with_keys": True}
html_sidebars = {
    "**": [
        "sidebar/brand.html", "sidebar/search.html", "sidebar/language.html", "sidebar/scroll-start.html",
        "sidebar/navigation.html", "sidebar/scroll-end.html",
    ]
}  # fmt: skip
html_context = {"other_lang": "en" if is_chinese else "zh", "other_name": "English" if is_chinese else "中文"}
pygments_style = "default"
pygments_dark_style = "github-dark"
