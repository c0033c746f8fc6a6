/* An app with one window. Asked to close, it ends with exit code 0, or it does not listen (STUBBORN); ended by force, it
   has another code. */
typedef unsigned short wchar;
typedef void *HANDLE;
typedef long long word;
typedef struct { unsigned style; word (*procedure)(HANDLE, unsigned, word, word); int classExtra, windowExtra;
                 HANDLE program, icon, cursor, background; const wchar *menu, *name; } windowClass;
typedef struct { HANDLE window; unsigned message; word w, l; unsigned time; int x, y; } windowMessage;
__declspec(dllimport) void __stdcall ExitProcess(unsigned code);
__declspec(dllimport) HANDLE __stdcall GetModuleHandleW(const wchar *name);
__declspec(dllimport) unsigned short __stdcall RegisterClassW(const windowClass *kind);
__declspec(dllimport) HANDLE __stdcall CreateWindowExW(unsigned, const wchar *, const wchar *, unsigned, int, int, int,
                                                       int, HANDLE, HANDLE, HANDLE, void *);
__declspec(dllimport) int __stdcall GetMessageW(windowMessage *message, HANDLE window, unsigned first, unsigned last);
__declspec(dllimport) word __stdcall DispatchMessageW(const windowMessage *message);
__declspec(dllimport) word __stdcall DefWindowProcW(HANDLE window, unsigned message, word w, word l);
__declspec(dllimport) HANDLE __stdcall GetStdHandle(unsigned which);
__declspec(dllimport) int __stdcall WriteFile(HANDLE file, const void *from, unsigned size, unsigned *written, void *);

#define CLOSE 0x10
#define OVERLAPPED_VISIBLE 0x10CF0000

static word procedure(HANDLE window, unsigned message, word w, word l) {
  if (message != CLOSE) return DefWindowProcW(window, message, w, l);
#ifndef STUBBORN
  ExitProcess(0);
#endif
  return 0;
}

void start(void) {
  windowClass kind = {.procedure = procedure, .program = GetModuleHandleW(0), .name = L"window"};
  windowMessage message;
  unsigned written;
  RegisterClassW(&kind);
  if (!CreateWindowExW(0, kind.name, kind.name, OVERLAPPED_VISIBLE, 0, 0, 200, 200, 0, 0, kind.program, 0)) ExitProcess(2);
  WriteFile(GetStdHandle((unsigned)-11), "open\n", 5, &written, 0);
  while (GetMessageW(&message, 0, 0, 0) > 0) DispatchMessageW(&message);
  ExitProcess(3);
}
