"""``make bench``: cost of a validated submission relative to the official SDK, xsdata, xmlschema, requests and lxml.

Every figure is the ratio of two measurements from alternating rounds of one run, so that a slower machine affects
both alike. The official SDK neither validates nor uses typed objects: its figures are a lower bound for the cost of
the same work with it.
"""
