"""What the compiled backend costs and gains, measured beside what a user would pick instead.

``python -m build.bench PLAN RESULT`` runs the measurement in the project's environment; the rest is standard library.
"""
