/* elevate.exe PROGRAM ARGUMENTS...: starts a program as administrator, after Windows has asked the person.
   The updater uses it where the installation's folder is not the person's own. Exit code: 0 started, 1 nothing to
   start, 2 refused. */
typedef unsigned short wchar;
typedef void *HANDLE;
__declspec(dllimport) void __stdcall ExitProcess(unsigned code);
__declspec(dllimport) wchar *__stdcall GetCommandLineW(void);
__declspec(dllimport) HANDLE __stdcall ShellExecuteW(HANDLE window, const wchar *verb, const wchar *file,
                                                     const wchar *arguments, const wchar *folder, int show);

#define SHOW_NORMAL 1
#define LONGEST 32768

static wchar program[LONGEST];

/* The rest of a command line behind its first word, which goes to `word` without quotes. */
static const wchar *split(const wchar *line, wchar *word) {
  int quoted = 0;
  while (*line == ' ' || *line == '\t') line++;
  for (; *line && (quoted || (*line != ' ' && *line != '\t')); line++) {
    if (*line == '"') quoted = !quoted;
    else *word++ = *line;
  }
  *word = 0;
  while (*line == ' ' || *line == '\t') line++;
  return line;
}

void start(void) {
  const wchar *arguments = split(split(GetCommandLineW(), program), program);
  if (!program[0]) ExitProcess(1);
  /* The arguments go on as they came: quoting is theirs. */
  ExitProcess((unsigned long long)ShellExecuteW(0, L"runas", program, arguments, 0, SHOW_NORMAL) > 32 ? 0 : 2);
}
