"""Pack the shell and the compiled backend into the app that is shipped, set its fuses, and sign what is in it."""
