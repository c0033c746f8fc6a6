"""Windows as Wine plays it, on Linux: where the Windows installer is installed, upgraded and removed for real."""
