"""Whether this machine can build, run and test the product, what is missing, and the command that mends it."""
