"""Another's view of code signatures: rcodesign's engine (PyPI `apple-platform-py`). Runs in the release's environment.

foreign.py read PATH...                      what it thinks of each file, as JSON
foreign.py sign APP PEM TEAM URL SCOPES      signs an app; SCOPES is JSON: the entitlements' file by path scope
"""

import json
import sys

from apple_platform import reading, signing
from apple_platform.models import PathSettings, PemKey, Signer


def read(paths):
    told = {}
    for path in paths:
        kind = reading.path_type(path)
        signers = [one for group in reading.find_values(reading.read_signature(path), "signers") for one in group]
        told[path] = {
            "kind": kind,
            "problems": reading.verify_macho(path) if kind == "macho" else [],
            "verifies": [signer.get("signature_verifies") for signer in signers],
            "timed": [bool(signer.get("time_stamp_token")) for signer in signers if "cdhash_plist" in signer],
        }
    sys.stdout.write(json.dumps(told))


def sign(app, pem, team, url, scopes):
    given = json.loads(scopes)
    paths = {
        scope: PathSettings(code_signature_flags=["runtime"], entitlements_xml_file=file or None)
        for scope, file in given.items()
    }
    signing.sign(app, signer=Signer(pem=PemKey([pem])), paths=paths, team_name=team, timestamp_url=url)


if __name__ == "__main__":
    if sys.argv[1] == "read":
        read(sys.argv[2:])
    else:
        sign(*sys.argv[2:])
