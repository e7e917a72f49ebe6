"""``make bench``: cost of a validated submission relative to the official SDK, xsdata, xmlschema, requests and lxml.

A ratio compares two measurements from alternating rounds of one run, so that a slower machine affects both alike. The
official SDK neither validates nor uses typed objects, so it does less work than cosanim in each comparison.
"""
