"""S3-compatible storage for a test: moto's server, with one bucket. Runs in the environment of the release's tools.

    python tests/build/publish/storage.py BUCKET

Prints its address, and that of a second door to it, behind which it knows no conditions, as older storages do. Ends
when its stdin does.
"""

import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
REFUSED = b"<Error><Code>NotImplemented</Code><Message>A header is not implemented.</Message></Error>"


def without_conditions(application: Application) -> Application:
    """The same storage, which refuses uploads with a condition."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        conditional = {"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"} & environ.keys()
        if environ["REQUEST_METHOD"] != "PUT" or not conditional:
            return application(environ, start)
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start("501 Not Implemented", [("Content-Type", "application/xml")])
        return [REFUSED]

    return answer


def serve(application: Application) -> str:
    """Serve in the background; the address."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.port}"


def main(bucket: str) -> None:
    """Serve until stdin ends."""
    storage = DomainDispatcherApplication(create_backend_app)
    addresses = [serve(storage), serve(without_conditions(storage))]
    boto3.client("s3", endpoint_url=addresses[0]).create_bucket(Bucket=bucket)
    sys.stdout.write(f"{' '.join(addresses)}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
