"""How the lab fails, and with which exit code."""

RUN_FAILED, USAGE, BAD_INPUT = 1, 64, 66


class BadInput(Exception):
    """Something that the lab needs is missing or is not what it should be; the message says what to do."""


class RunFailed(Exception):
    """The guest did not come to an end of its own, or what it said cannot be read."""
