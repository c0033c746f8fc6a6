"""Makes deb and rpm packages with the systems' own programs, called by electron-builder as it would call fpm.

fpm is a Ruby program that no distribution packages; electron-builder downloads it. It needs a tenth of what fpm can do.
"""
