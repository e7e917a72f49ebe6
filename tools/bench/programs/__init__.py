"""Programs that are measured from start to end, each run as a file: with cosanim, and with the official SDK.

Those that submit take the port of a server and how many jobs to submit; both build the same documents, each in its
own way.
"""
