"""What the compiled backend costs and gains, measured beside what a user would pick instead."""
