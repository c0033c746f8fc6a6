"""The one error of the workspace."""


class WorkspaceError(Exception):
    """A path that is not allowed, or a file that cannot be used; the text is a sentence for the user."""
