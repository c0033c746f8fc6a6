"""Files in the one folder that the user chose, and nowhere else.

Paths are read lexically (``paths``), and then walked without following a single link: by directory descriptors
where the system has them (``descriptors``), by checks before and after every open where it has not (``rechecked``).
"""
