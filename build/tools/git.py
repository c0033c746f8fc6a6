"""git: what is committed, and under which names."""

from pathlib import Path

from build.errors import BuildError, ToolMissingError
from build.paths import ROOT
from build.process import capture


def changed_files(folder: Path = ROOT) -> tuple[str, ...]:
    """The files that differ from the last commit, or are not in it and not ignored; relative to the checkout.

    Raises:
        BuildError: this is no git checkout, or git is not there.
    """
    # Each entry is `XY path`, ended by a zero byte; a renamed file's old path follows as an entry without a status.
    entries = _git(folder, "status", "--porcelain=v1", "--no-renames", "-z").split("\0")
    return tuple(entry[3:] for entry in entries if entry)


def tags_at_head(folder: Path = ROOT) -> tuple[str, ...]:
    """The tags of the last commit.

    Raises:
        BuildError: this is no git checkout, or git is not there.
    """
    return tuple(_git(folder, "tag", "--points-at", "HEAD").split())


def head(folder: Path) -> str:
    """The last commit's id, whatever was changed since.

    Raises:
        BuildError: this is no git checkout, or git is not there.
    """
    return _git(folder, "rev-parse", "HEAD").strip()


def commit(folder: Path = ROOT) -> str | None:
    """The last commit's id, if the files are as it has them; None otherwise, or without git."""
    try:
        return None if changed_files(folder) else head(folder)
    except BuildError:
        return None


def follow(source: Path, folder: Path) -> None:
    """Make a folder a checkout of another one's last commit; what git ignores in it stays.

    Raises:
        BuildError: the source is no git checkout, or git is not there.
    """
    if not (folder / ".git").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _git(folder, "init", "--quiet")
    _git(folder, "fetch", "--quiet", "--no-tags", str(source), "HEAD")
    _git(folder, "checkout", "--quiet", "--force", "--detach", "FETCH_HEAD")
    _git(folder, "clean", "--quiet", "--force", "-d")


def commit_tagged(folder: Path, author: str, tag: str) -> None:
    """Commit whatever is changed, and tag the last commit, in the place of another one of this tag.

    Raises:
        BuildError: this is no git checkout, or git is not there.
    """
    who = ["-c", f"user.name={author}", "-c", f"user.email={author}@localhost", "-c", "commit.gpgSign=false"]
    if changed_files(folder):
        _git(folder, *who, "commit", "--quiet", "--no-verify", "--all", f"--message={tag}")
    _git(folder, "-c", "tag.gpgSign=false", "tag", "--force", tag)


def _git(folder: Path, *arguments: str) -> str:
    try:
        # The account that releases need not own the checkout, which git takes for an attack unless told otherwise.
        return capture(["git", "-c", "safe.directory=*", *arguments], cwd=folder)
    except ToolMissingError:
        raise
    except BuildError as error:
        raise BuildError(
            "no-checkout",
            f"git cannot say what is committed here: {error.message}",
            "Release from a git checkout of the source.",
        ) from error
