"""Configuration of the documentation site; the reference is written by ``tools.site``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import cosanim

project = "cosanim"
author = "The cosanim maintainers"
copyright = f"2025, {author}"  # noqa: A001 - the name is Sphinx's
version = release = cosanim.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "tools.site"]
nitpicky = True
nitpick_ignore_regex = [
    # Names of other packages: the site is built offline, so it does not link to their documentation.
    (
        "py:.*",
        r"(asyncio|collections\.abc|datetime|decimal|etree|os|pathlib|requests|threading)(\..*)?",
    ),
    ("py:class", r"Path|Executor|Callable\[\[\]|dict\[str"),
    # Type variables, and types that only annotations name.
    (
        "py:class",
        r"(cosanim\..*\.)?(Binding|BulkOptions|Calls|Fault|Handle|Other|RowState|Severity|Transport|_Request)",
    ),
    ("py:class", r"(cosanim\..*\.)?TransitionsSetting"),
]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autoclass_content = "both"  # the arguments are described in __init__
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True
python_maximum_signature_line_length = 88

html_theme = "furo"
html_title = f"cosanim {release}"
html_static_path = ["_static"]
html_css_files = ["reference.css"]
html_show_sourcelink = False
html_copy_source = False
pygments_style = "friendly"
pygments_dark_style = "monokai"
