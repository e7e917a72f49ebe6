"""Compares two versions of a documentation page, and classifies each change by its effect on callers.

``difference`` pairs the node rows of two pages and gives each change one of three effects:

    breaks    valid requests may be refused or change their meaning, or replies no longer hold what callers read
    widens    everything that was valid stays valid, and more is valid
    informs   nothing changes for callers

| change | requests and queries | replies and callbacks |
| --- | --- | --- |
| added, required | breaks; widens below an optional node that is new itself | informs |
| added, optional | widens | informs |
| removed | breaks: what is sent is refused or ignored | breaks: nothing is there to be read |
| added or removed, but the other page documents it by reference or a second time | informs | informs |
| renamed, moved | breaks | breaks |
| array or not | breaks: fields of the bindings become lists or single values | breaks, for the same reason |
| type: node to text or back | breaks | breaks |
| type: text to number | breaks; informs where the page already gave a range or a number | informs |
| type: number to text | widens; informs where the page still gives a range or a number | breaks; informs likewise |
| type: whole to decimal number, or back | widens, breaks | breaks, informs |
| type: another word, or none, for the same XSD type | informs | informs |
| required: now yes, or yes on a condition, or on another condition | breaks | informs: no reply node is relied on |
| required: now no, or on a condition instead of yes | widens | informs |
| required: the page no longer says so | informs | informs |
| default: one plain value for another | breaks: the same request gives another result, without an error | informs |
| default: given for the first time, no longer given, or in words | informs | informs |
| description: values, range or length narrowed, or first given | breaks | informs: replies are read liberally |
| description: values, range or length widened | widens | informs |
| description: anything else | informs | informs |
| request-line: method or path | breaks | |

Structures occur in requests and in replies, so the more serious of the two effects applies. "Required" includes "on a
condition", unless the table says otherwise. Limits and defaults are read from texts only where their form is
unambiguous (``facts.limits``, ``facts.defaults``); otherwise the text has changed. Renames and moves are recognised
only when they are certain (``row_pairs``); any other difference counts as a removal and an addition.
Order does not matter: a row in another place of its table is no change. Between pages in two languages, names, types
and requirements are compared, but texts are not.
"""

from tools.documentation.diff.changes import Change, Difference, Effect, End, Kind
from tools.documentation.diff.differ import difference
from tools.documentation.pages.page import UnreadablePageError, read_api_page

__all__ = ["Change", "Difference", "Effect", "End", "Kind", "UnreadablePageError", "difference", "read_api_page"]
