"""``make bench``: what a checked submission costs beside the official SDK, xsdata, xmlschema, requests and lxml.

Every figure is a ratio of two things that were measured in alternating rounds of one run, so that a machine that
slows down slows both. The official SDK neither checks nor types anything: its figures are a lower bound for what
it would cost to do the same with it.
"""
