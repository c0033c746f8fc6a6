"""Assets as plain files in the packages of a source tree."""

from importlib import resources

from backend.assets.source import AssetNotFoundError


class PlainFiles:
    """Reads a file anew each time: an edit shows at once."""

    made_for = None

    def read(self, package: str, name: str) -> str:
        """Return the text of a file; raises ``AssetNotFoundError``."""
        try:
            return resources.files(package).joinpath(name).read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise AssetNotFoundError(package, name) from error

    def names(self, package: str, folder: str) -> tuple[str, ...]:
        """Return the names of the files in a folder, which need not be there."""
        place = resources.files(package).joinpath(folder)
        if not place.is_dir():
            return ()
        return tuple(sorted(f"{folder}/{file.name}" for file in place.iterdir() if file.is_file()))

    def verify(self) -> None:
        """Do nothing: plain files are what their author makes them."""
