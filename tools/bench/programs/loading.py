"""Imports requests and lxml, and does nothing with them."""

import lxml.etree  # noqa: F401
import requests  # noqa: F401
