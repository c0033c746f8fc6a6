"""The product's backend as a program: its own code compiled to C, everything else beside it as bytecode."""
