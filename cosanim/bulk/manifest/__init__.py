"""Manifests of bulk runs: files with one job in each row.

columns     the columns of a CSV manifest, and how their texts become values
csv_rows    the rows of a CSV manifest as requests
json_rows   the lines of a JSONL manifest, which are whole requests
places      the buckets and regions of the videos
text_lines  the lines of a file, decoded one by one
files       a manifest as something that can be iterated any number of times
listings    a CSV manifest of the videos in a bucket
"""
