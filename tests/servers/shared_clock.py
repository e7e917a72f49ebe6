"""A clock that the client and the service of a test share."""


class SharedClock:
    """A clock of client and service, which advances only when the client sleeps."""

    def __init__(self):
        self.now = 1_800_000_000.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds
