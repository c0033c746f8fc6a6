"""What assets are read through, wherever they are."""

from typing import Protocol


class AssetNotFoundError(LookupError):
    """A package has no asset of this name."""

    def __init__(self, package: str, name: str) -> None:
        super().__init__(f"The package {package} has no asset “{name}”.")


class Assets(Protocol):
    """Texts, each named by the package that it belongs to and its path in it, such as ``agents/prompts/a.md``."""

    @property
    def made_for(self) -> tuple[str, str] | None:
        """The product's id and version that the assets were sealed for; None where they are plain files."""
        ...

    def read(self, package: str, name: str) -> str:
        """Return a text.

        Raises:
            AssetNotFoundError: there is none of this name.
            BackendError: ``assets-damaged``.
        """
        ...

    def names(self, package: str, folder: str) -> tuple[str, ...]:
        """Return the names, sorted, of what lies in a folder of a package, without what lies in folders below it."""
        ...

    def verify(self) -> None:
        """Open every asset once, if they are sealed.

        Raises:
            BackendError: ``assets-damaged``.
        """
        ...
