"""Encodes, decodes and validates objects of the bindings.

codec        ``encode`` and ``decode``, on the writer and the reader
validation   ``validate``, on the reader and the checker
plans        the compiled schema, which the writer, the reader and the checker follow
facets       the checks of simple values: enumerations, patterns, lengths and limits of numbers
xpath        the checks of rules between elements
best_fit     finds the API of a document
json_form    the service's JSON form of the same documents
dict_form    their form as dicts of the official SDK
mappings     what the two forms have in common
normal_form  the form in which the local service reads requests
"""
