"""The arguments that all commands have which publish something, and what they mean."""

import argparse
import json
from typing import Any

from build.feed.identity import FeedKeys
from build.feed.make import believed_keys
from build.paths import ROOT
from build.publish.feeds import Trust
from build.publish.place import Place, place_to_write
from build.workbench import Workbench


def add_place(parser: argparse.ArgumentParser) -> None:
    """Where, and whether for real."""
    parser.add_argument("--to", required=True, metavar="PLACE", help="a folder, or s3://bucket/prefix")
    parser.add_argument("--endpoint", metavar="URL", help="of S3-compatible storage that is not Amazon's")
    parser.add_argument("--test-identity", action="store_true", help="publish what a test key has signed")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")


def place(options: argparse.Namespace) -> Place:
    """The place that was named."""
    return place_to_write(options.to, options.endpoint)


def trust(bench: Workbench, product: dict[str, Any], keys: FeedKeys | None, *, test: bool) -> Trust:
    """Whose feeds may be published: those by a key that product.json lists, or by the test key as well."""
    known = believed_keys(product, keys) if keys else tuple(product["updates"]["keys"])
    return Trust(known, bench.python, test)


def product_facts() -> dict[str, Any]:
    """product.json."""
    return dict(json.loads((ROOT / "product.json").read_text(encoding="utf-8")))
