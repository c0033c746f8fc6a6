"""Where answers come from: one module a provider, all behind the interface in ``model``."""
