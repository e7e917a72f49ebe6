"""Methods of ``AnimationClient``, one module per resource: jobs, batches, templates, queues, buckets."""
