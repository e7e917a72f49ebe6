"""Records that describe the schema, and the parts that all generated classes share.

Generated modules import this package and nothing else of cosanim; it imports nothing of cosanim but, for an
error message, ``cosanim.close_match``.
"""

from cosanim.schema.bindings import UnknownNode, equal_fields, no_such_choice, short_repr
from cosanim.schema.records import ComplexType, Element, Rule, SimpleType, ValueAdvice

__all__ = [
    "ComplexType",
    "Element",
    "Rule",
    "SimpleType",
    "UnknownNode",
    "ValueAdvice",
    "equal_fields",
    "no_such_choice",
    "short_repr",
]
