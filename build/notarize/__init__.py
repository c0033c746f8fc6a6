"""Let Apple look at what was signed: without its ticket macOS refuses to open an app from the network."""
