"""The bill as one document."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from build.sbom.components import Component


def bill_of_materials(product: Mapping[str, Any], target: str, components: Iterable[Component]) -> dict[str, Any]:
    """A CycloneDX 1.6 document; the same components give the same bytes.

    Args:
        product: product.json.
        target: the machine that the product is for.
        components: what is in it.
    """
    ordered = sorted(components, key=lambda component: str(component["purl"]))
    name, version = product["id"], product["version"]
    own = f"pkg:generic/{name}@{version}?target={target}"
    content = "\n".join([own, *(component["purl"] for component in ordered)])
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, content)}",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "component": {
                "bom-ref": own,
                "type": "application",
                "name": name,
                "version": version,
                "purl": own,
                "description": product["description"],
                "publisher": product["publisher"],
                "copyright": product["copyright"],
            },
        },
        "components": ordered,
        "dependencies": [{"ref": own, "dependsOn": [component["bom-ref"] for component in ordered]}],
    }
