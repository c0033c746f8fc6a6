"""Keys of model providers, kept by the operating system."""
