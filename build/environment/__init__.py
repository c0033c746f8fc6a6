"""What the programs need to run: Python, Node, npm packages, Electron; made once and kept under `.nox/`."""
