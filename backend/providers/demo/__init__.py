"""The embedded demo model: rules, no language model. It works offline and uses its tools for real.

``understanding`` reads the question, ``planner`` decides, ``wording`` writes the sentences, ``client`` streams them.
"""
