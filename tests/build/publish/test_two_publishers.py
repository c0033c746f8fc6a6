"""Two who publish at once: in whatever order their steps fall, one feed stands, whole, and nobody's is written over."""

import itertools
import shutil
import threading
from dataclasses import dataclass, replace

import pytest

from build.errors import BuildError
from build.feed.ed25519 import public_half
from build.publish.feeds import plan_feeds, send_feed
from build.publish.folder import FolderPlace
from tests.build.publish.publishing import Client
from tests.build.publish.releases import Vendor, fixture_keys
from tests.fixtures.feeds.make import KEYS

PUBLIC = {name: public_half(file) for name, file in KEYS.items()}
FEED = "beta.yml"
STEPS = 3
"""Of each: look at what is published, put the signature, put the feed."""

ORDERS = [
    "A" + "".join("A" if place in chosen else "B" for place in range(2 * STEPS - 1))
    for chosen in itertools.combinations(range(2 * STEPS - 1), STEPS - 1)
]
"""Both do the same, so it does not matter who begins."""


class Turns:
    """Lets two go on in a given order; who has ended is not waited for."""

    def __init__(self, order):
        self.order = list(order)
        self.changed = threading.Condition()

    def take(self, who, step):
        with self.changed:
            assert self.changed.wait_for(lambda: who not in self.order or self.order[0] == who, timeout=60)
            try:
                return step()
            finally:
                if who in self.order:
                    self.order.remove(who)
                self.changed.notify_all()

    def leave(self, who):
        with self.changed:
            self.order = [other for other in self.order if other != who]
            self.changed.notify_all()


@dataclass(frozen=True)
class TurnPlace(FolderPlace):
    """A folder into which one of the two puts files when it is their turn."""

    turns: Turns
    who: str

    def put(self, file, name, over):
        self.turns.take(self.who, lambda: FolderPlace.put(self, file, name, over))


class Publisher(threading.Thread):
    """One of the two."""

    def __init__(self, who, turns, vendor, release):
        super().__init__()
        self.who, self.turns, self.vendor, self.release = who, turns, vendor, release
        self.refused = None
        self.place = TurnPlace(vendor.place.folder, turns, who)

    def run(self):
        try:
            plan = lambda: plan_feeds(self.place, self.release.folder, self.vendor.trust)  # noqa: E731
            (action,) = self.turns.take(self.who, plan)
            send_feed(self.place, action)
        except BuildError as error:
            self.refused = error.code
        finally:
            self.turns.leave(self.who)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What is published, and what both would publish next, by who they are."""
    folder = tmp_path_factory.mktemp("publishers")
    vendor = Vendor(folder / "made", FolderPlace(folder / "published"), fixture_keys("current", known=PUBLIC))
    first = released(vendor, "1.0.0-beta.1")
    for action in plan_feeds(vendor.place, first.folder, vendor.trust):
        send_feed(vendor.place, action)
    return vendor, {"A": released(vendor, "1.0.0-beta.3"), "B": released(vendor, "1.0.0-beta.2")}


def released(vendor, version):
    release = vendor.release(version)
    vendor.feeds(release)
    return release


@pytest.fixture
def publish(made, tmp_path):
    """Lets both publish in an order of their steps; the vendor whose place it is, and both."""
    vendor = replace(made[0], place=FolderPlace(tmp_path / "published"))
    shutil.copytree(made[0].place.folder, vendor.place.folder)

    def in_order(order):
        turns = Turns(order)
        both = [Publisher(who, turns, vendor, release) for who, release in made[1].items()]
        for one in both:
            one.start()
        for one in both:
            one.join(60)
        return vendor, both

    return in_order


def standing(vendor):
    return Client(vendor.place.folder, PUBLIC["current"]).feed(FEED)


@pytest.mark.parametrize("order", ORDERS)
def test_one_feed_stands_and_is_believed(publish, order):
    vendor, both = publish(order)
    (won,) = [one for one in both if one.refused is None]
    (lost,) = [one for one in both if one.refused]
    assert standing(vendor).version == won.release.version
    assert lost.refused in {"published-meanwhile", "feed-not-newer"}


def test_who_was_refused_writes_the_feeds_anew_and_publishes_after_the_other(publish):
    vendor, (late, quick) = publish("AABBBA")
    assert (late.refused, quick.refused) == ("published-meanwhile", None)
    release = vendor.release("1.0.0-beta.3")
    vendor.feeds(release)
    (action,) = plan_feeds(vendor.place, release.folder, vendor.trust)
    send_feed(vendor.place, action)
    assert (standing(vendor).version, standing(vendor).sequence) == ("1.0.0-beta.3", 3)
