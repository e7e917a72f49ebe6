"""Generates the XSD 1.0 edition of the schema, and the list of what it does not refuse.

``edition`` writes the schemas, ``valid_documents`` and ``sample_texts`` make documents, ``single_violations`` breaks
one rule in each, and ``passing_violations`` lists those that the edition does not refuse.
"""
