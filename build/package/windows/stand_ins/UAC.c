/* STAND-IN for the NSIS plug-in UAC, for builds whose installers are tested and never shipped: it never elevates.
   electron-builder's scripts ask it by number: 0 run elevated, 2 is this an administrator, 3 is this the elevated copy. */
#include "nsis_plugin.h"

__declspec(dllimport) int __stdcall IsUserAnAdmin(void);

#define LONGEST 1024

PLUGIN(_) {
  wchar asked[LONGEST];
  if (pop(top, asked, LONGEST)) return;
  int answered = asked[0] && asked[1] == 's';
  int administrator = IsUserAnAdmin();
  switch (asked[0]) {
    case '0':
      /* $0: the error; $1: 2 means that this process goes on itself; $3: whether it is an administrator. */
      lstrcpynW(variables, administrator ? L"0" : L"1223", size);
      lstrcpynW(variables + size, L"2", size);
      lstrcpynW(variables + 3 * size, administrator ? L"1" : L"0", size);
      break;
    case '2':
      if (answered) push(top, administrator ? L"1" : L"0", size);
      break;
    case '3':
    case '6':
      if (answered) push(top, L"0", size);
      break;
  }
}
