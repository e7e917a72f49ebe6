"""Submits many jobs, each exactly once, also if the program is killed and started again.

rows          the requests of a run, validated and encoded
conflicts     rows that would replace the results or videos of others
journal       the state of each row in a SQLite file, synced before anything is sent
journal_file  opens and locks that file
run           hands rows to workers; decisions has what follows from each outcome
parked        rows whose outcome is unknown until the signature of their attempt has expired
pauses        delays of the whole run after failures that concern all rows
pacing        the limit of requests per second
unfinished    the submitted jobs that have not ended yet
"""
