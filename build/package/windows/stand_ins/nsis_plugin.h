/* What an NSIS plug-in is given, and the little of Windows that these stand-ins call (NSIS, "Examples/Plugin"). */
typedef unsigned short wchar;
typedef void *HANDLE;
typedef struct stack {
  struct stack *next;
  wchar text[1];
} stack;

#define PLUGIN(name) __declspec(dllexport) void name(HANDLE window, int size, wchar *variables, stack **top, void *extra)

__declspec(dllimport) HANDLE __stdcall GlobalAlloc(unsigned flags, unsigned long size);
__declspec(dllimport) HANDLE __stdcall GlobalFree(HANDLE memory);
__declspec(dllimport) wchar *__stdcall lstrcpynW(wchar *to, const wchar *from, int size);

int __stdcall DllMainCRTStartup(HANDLE library, unsigned reason, void *reserved) { return 1; }

/* 0, or 1 where nothing is on the stack. */
static int pop(stack **top, wchar *to, int size) {
  stack *first = *top;
  if (!first) return 1;
  lstrcpynW(to, first->text, size);
  *top = first->next;
  GlobalFree(first);
  return 0;
}

static void push(stack **top, const wchar *text, int size) {
  stack *first = GlobalAlloc(0x40, sizeof(stack) + size * sizeof(wchar));
  lstrcpynW(first->text, text, size);
  first->next = *top;
  *top = first;
}
