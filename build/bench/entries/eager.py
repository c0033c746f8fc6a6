"""The backend as most projects write theirs: everything is imported before the port opens."""

import multiprocessing
import os

import backend.agents.autogen.engine
import backend.providers.registry
import backend.server.compose
import backend.server.gate
import backend.server.http_server  # noqa: F401 - all five are imported for the time that it takes
from backend.server import descriptors
from backend.server.main import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    descriptors.close_inherited()
    os._exit(main())
