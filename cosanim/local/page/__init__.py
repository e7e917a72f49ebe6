"""The page of the local service: what a person sees at the address of the service.

    access         which requests are for the page, who may make them, and the headers of its responses
    optional       makes the page when it is first looked at, if its packages are installed
    assembly       creates the views and their routes
    router         finds the view of a request, and turns errors into pages
    calls          calls of the service's own APIs, through the handlers that respond to signed requests
    forms          reads the forms that browsers send
    rendering      templates, and what they show of times, sizes and XML
    job_views      jobs: the list, one job, cancellation
    submit_form    the fields of the form that submits a job, its request and its violations
    submit_views   the form
    storage_views  buckets, objects, uploads, and the first frames of videos
    queue_views    queues
    first_frames   renders the first frame of a video in a worker process

Everything is rendered on the server and readable without JavaScript: forms post and redirect. htmx only refreshes
what changes. The page needs the extra ``local``.
"""
