"""The compiled backend on a stranger's machine: installed read-only, without Python, under the tests of the source."""
