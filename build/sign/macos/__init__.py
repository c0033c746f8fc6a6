"""Sign macOS code: with Apple's own codesign, or with a throw-away identity on any system."""
