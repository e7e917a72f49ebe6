"""Loads the libraries that HTTP and XML come from, and does nothing with them."""

import lxml.etree  # noqa: F401
import requests  # noqa: F401
