"""Programs that are measured as whole processes: with cosanim, and with the official SDK.

Those that submit jobs take the port of a server and the number of jobs; both build the same documents, each as its
library requires.
"""
