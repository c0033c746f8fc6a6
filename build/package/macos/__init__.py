"""What macOS gets: a disk image with a laid-out window, and the zip that the updater takes."""
