"""The software bill of materials: what of other people's work is in the product, in CycloneDX 1.6.

https://cyclonedx.org/docs/1.6/json/
"""
