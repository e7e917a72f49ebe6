"""Programs that ``processes`` measures as whole processes.

``with_cosanim`` and ``with_official_sdk`` submit the same jobs; their arguments are the port of a server and the number
of jobs. ``validating`` validates a payload, and ``loading`` only imports the libraries that it is compared with.
"""
