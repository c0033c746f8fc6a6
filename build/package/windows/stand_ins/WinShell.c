/* STAND-IN for the NSIS plug-in WinShell, for builds whose installers are tested and never shipped: it takes its
   arguments and does nothing, so that shortcuts have no id of the app. */
#include "nsis_plugin.h"

#define LONGEST 4096

static wchar ignored[LONGEST];

PLUGIN(SetLnkAUMI) {
  pop(top, ignored, LONGEST);
  pop(top, ignored, LONGEST);
}

PLUGIN(UninstAppUserModelId) { pop(top, ignored, LONGEST); }

PLUGIN(UninstShortcut) { pop(top, ignored, LONGEST); }
