"""What ends a start that is not an error."""


class StoppedError(Exception):
    """The process was asked to stop while it was still starting."""
