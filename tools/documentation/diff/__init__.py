"""Compares two versions of a documentation page, and classifies each change by its effect on callers.

``difference`` pairs the node rows of two pages and gives each change one of three effects:

    breaks    valid requests may be refused or change their meaning, or replies lack nodes that callers read
    widens    valid requests stay valid, and further requests become valid
    informs   nothing changes for callers

| change | requests and queries | replies and callbacks |
| --- | --- | --- |
| added, required | breaks; widens below an optional node that is also new | informs |
| added, optional | widens | informs |
| removed | breaks: the node is refused or ignored | breaks: the node is absent |
| added or removed, but the other page refers to another node for it, or documents it too | informs | informs |
| renamed, moved | breaks | breaks |
| array or not | breaks: fields of the bindings become lists or single values | breaks, for the same reason |
| type: node to text or back | breaks | breaks |
| type: text to number | breaks; informs where the page already gave a range or a number | informs |
| type: number to text | widens; informs where the page still gives a range or a number | breaks; informs likewise |
| type: whole to decimal number, or back | widens, breaks | breaks, informs |
| type: another word, or none, for the same XSD type | informs | informs |
| required: now yes, or yes on a condition, or on another condition | breaks | informs: reply nodes are optional |
| required: now no, or on a condition instead of yes | widens | informs |
| required: the page no longer says so | informs | informs |
| default: one plain value for another | breaks: the same request gives another result, without an error | informs |
| default: given for the first time, no longer given, or in words | informs | informs |
| description: values, range or length narrowed, or first given | breaks | informs: replies are read liberally |
| description: values, range or length widened | widens | informs |
| description: anything else | informs | informs |
| request-line: method or path | breaks | |

Structures occur in requests and in replies, so the more severe of the two effects applies. "Required" includes
"required on a condition", unless the table says otherwise. Limits and defaults are read from texts only where their
form is unambiguous (modules ``limits`` and ``defaults`` of ``page_statements``); any other changed text is a changed
description. Renames and moves are recognised only when they are certain (``row_pairs``); any other difference counts as
a removal and an addition. A new order of the rows is no change. If the pages have different languages, names, types and
requirements are compared, but texts are not.
"""

from tools.documentation.diff.changes import Change, Difference, Effect, End, Kind
from tools.documentation.diff.differ import difference
from tools.documentation.pages.page import UnreadablePageError, read_api_page

__all__ = ["Change", "Difference", "Effect", "End", "Kind", "UnreadablePageError", "difference", "read_api_page"]
