"""Where an open file really is: asked of the handle, so that no swap of the path can change the answer."""

import sys
from pathlib import Path

if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _final_path = ctypes.WinDLL("kernel32", use_last_error=True).GetFinalPathNameByHandleW
    _final_path.argtypes = (wintypes.HANDLE, wintypes.LPWSTR, wintypes.DWORD, wintypes.DWORD)
    _final_path.restype = wintypes.DWORD
    _MAX_CHARS = 32_768

    def path_of(descriptor: int) -> str:
        """Return the path of an open file, without the prefix of Windows' own form; raises ``OSError``."""
        buffer = ctypes.create_unicode_buffer(_MAX_CHARS)
        if not _final_path(msvcrt.get_osfhandle(descriptor), buffer, _MAX_CHARS, 0):
            raise ctypes.WinError(ctypes.get_last_error())
        if buffer.value.startswith("\\\\?\\UNC\\"):
            return "\\\\" + buffer.value[8:]
        return buffer.value.removeprefix("\\\\?\\")

else:

    def path_of(descriptor: int) -> str:
        """Return the path of an open file, as Linux tells it; raises ``OSError``."""
        return str(Path(f"/proc/self/fd/{descriptor}").readlink())
