"""Publishing to a folder, what is fetched from it, and a folder that goes away meanwhile."""

from build.errors import BuildError
from build.feed.document import Feed, read_feed
from build.feed.ed25519 import good_signatures, public_half
from build.feed.signatures import read_signatures
from build.publish.run import publish_release
from tests.build.publish.releases import WINDOWS
from tests.fixtures.feeds.make import KEYS

FEEDS = ("latest.yml", "beta.yml")
PUBLIC = {name: public_half(file) for name, file in KEYS.items()}


class Client:
    """Who fetches a feed and then its signature, and believes nothing else."""

    def __init__(self, folder, *known):
        self.folder = folder
        self.known = known

    def feed(self, name="latest.yml") -> Feed:
        data = (self.folder / name).read_bytes()
        signatures = read_signatures((self.folder / f"{name}.sig").read_bytes(), name)
        assert good_signatures(data, signatures, self.known), f"{name} is not believed"
        return read_feed(data, name)


class BreaksPlace:
    """A folder that is taken away after so many files."""

    def __init__(self, place, whole_files):
        self.place = place
        self.left = whole_files
        self.sent = []

    @property
    def name(self):
        return self.place.name

    def read(self, name, largest):
        return self.place.read(name, largest)

    def sha256(self, name):
        return self.place.sha256(name)

    def put(self, file, name, over):
        if self.left == 0:
            raise BuildError("gone", "The place was taken away.", "Try again.")
        self.left -= 1
        self.sent.append(name)
        self.place.put(file, name, over)


def publish(vendor, release, place=None, *, dry=False):
    publish_release(release, place or vendor.place, vendor.trust, dry=dry)


def published(vendor, version, files=WINDOWS, **options):
    release = vendor.release(version, files)
    vendor.feeds(release, **options)
    publish(vendor, release)
    return release
