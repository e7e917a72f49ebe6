"""What the command ``cosanim bulk`` is made of.

sources    where the manifest is: a file, standard input, or a list of the bucket's videos
guards     limits of the command line, checked before the first job is sent
records    a row with its job as a line, a JSON object or a line of the report
tally      the counts by state, and the exit code
bar        the progress on a terminal
fetches    downloads of results, several at a time, in the background
reports    the report on all rows
runs       the run itself
dry_runs   the check and the estimate of a run that is not started
"""
