; What our installer does beyond electron-builder's own script. The defines URL_SCHEME and UPDATER_CACHE stand above it
; in the file that includes it (build/package/windows/include.py).

; Every process whose program lies below $INSTDIR is the app's: the shell, the backend, and what they start. They are
; found by their paths, because a name alone could be of another installation, and PowerShell may be switched off.
Var ourCount

!define SYNCHRONIZE_QUERY_TERMINATE 0x101001
!define MOST_PROCESSES_BYTES 65536

; Counts our processes into $ourCount. Where DEED is "end" it ends them; where it is "ask" it asks the app to close, as
; a person would by closing its windows.
!macro countOurs DEED
  Push $0
  Push $1
  Push $2
  Push $3
  Push $4
  Push $5
  Push $6
  Push $7
  StrCpy $ourCount 0
  StrLen $6 "$INSTDIR\"
  System::Alloc ${MOST_PROCESSES_BYTES}
  Pop $0
  System::Call 'psapi::EnumProcesses(p r0, i ${MOST_PROCESSES_BYTES}, *i .r1)'
  IntOp $1 $1 + $0
  StrCpy $2 $0
  ${IfNot} ${FileExists} "$INSTDIR\${APP_EXECUTABLE_FILENAME}"
    ; Whoever names a folder by /D may name one with programs of others in it: nothing of ours runs there yet.
    StrCpy $1 $0
  ${EndIf}
  ${DoWhile} $2 < $1
    System::Call '*$2(i .r7)'
    IntOp $2 $2 + 4
    System::Call 'kernel32::OpenProcess(i ${SYNCHRONIZE_QUERY_TERMINATE}, i 0, i r7) p .r4'
    ${If} $4 <> 0
      StrCpy $5 ""
      System::Call 'kernel32::QueryFullProcessImageNameW(p r4, i 0, w .r5, *i ${NSIS_MAX_STRLEN})'
      StrCpy $3 $5 $6
      ${If} $3 == "$INSTDIR\"
      ${AndIf} $5 != "$INSTDIR\${UNINSTALL_FILENAME}"
      ${AndIf} $5 != $EXEPATH
        IntOp $ourCount $ourCount + 1
        !if "${DEED}" == "ask"
          ${If} $5 == "$INSTDIR\${APP_EXECUTABLE_FILENAME}"
            ; By its number, which nobody else gets while $4 is open: other copies have the same name, and go on. By the
            ; program's whole path, and not by way of cmd.exe: that would take a taskkill.exe beside the installer, in
            ; Downloads.
            nsExec::Exec `"$SYSDIR\taskkill.exe" /PID $7`
            Pop $5
          ${EndIf}
        !else if "${DEED}" == "end"
          System::Call 'kernel32::TerminateProcess(p r4, i 1)'
          System::Call 'kernel32::WaitForSingleObject(p r4, i 5000)'
        !endif
      ${EndIf}
      System::Call 'kernel32::CloseHandle(p r4)'
    ${EndIf}
  ${Loop}
  System::Free $0
  Pop $7
  Pop $6
  Pop $5
  Pop $4
  Pop $3
  Pop $2
  Pop $1
  Pop $0
!macroend

; Gives our processes time to go by themselves: the backend stops as soon as its shell is gone.
!macro waitForOurs SECONDS
  Push $0
  StrCpy $0 0
  ${Do}
    !insertmacro countOurs "count"
    ${If} $ourCount = 0
    ${OrIf} $0 >= ${SECONDS}
      ${ExitDo}
    ${EndIf}
    Sleep 1000
    IntOp $0 $0 + 1
  ${Loop}
  Pop $0
!macroend

; Before any file is replaced or removed, the app and its backend are gone.
!macro customCheckAppRunning
  ${If} ${isUpdated}
    ; The app that called us is on its way out.
    !insertmacro waitForOurs 10
  ${Else}
    !insertmacro countOurs "count"
  ${EndIf}
  ${If} $ourCount > 0
    ${IfNot} ${isUpdated}
      MessageBox MB_OKCANCEL|MB_ICONEXCLAMATION "$(appRunning)" /SD IDOK IDOK closeOurs
      Quit
      closeOurs:
    ${EndIf}
    DetailPrint "$(appClosing)"
    !insertmacro countOurs "ask"
    !insertmacro waitForOurs 5
    ${If} $ourCount > 0
      !insertmacro countOurs "end"
      !insertmacro waitForOurs 5
    ${EndIf}
    ${If} $ourCount > 0
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(appCannotBeClosed)" /SD IDOK
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${EndIf}
!macroend

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\${URL_SCHEME}" "" "URL:${PRODUCT_NAME}"
  WriteRegStr SHELL_CONTEXT "Software\Classes\${URL_SCHEME}" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\${URL_SCHEME}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

; Data stays, unless the person says otherwise: here, or by --delete-app-data, which electron-builder's script reads.
; The installer that is kept for the next update is nobody's data.
!macro customUnInstall
  ${IfNot} ${isUpdated}
    DeleteRegKey SHELL_CONTEXT "Software\Classes\${URL_SCHEME}"
    ; Both lie with the person, whoever the installation is for.
    SetShellVarContext current
    RMDir /r "$LOCALAPPDATA\${UPDATER_CACHE}"
    ${IfNot} ${isDeleteAppData}
    ${AndIfNot} ${Silent}
      MessageBox MB_YESNO|MB_DEFBUTTON2|MB_ICONQUESTION "Remove all conversations and settings of ${PRODUCT_NAME} too?" IDNO keepData
      RMDir /r "$APPDATA\${DATA_FOLDER}"
      keepData:
    ${EndIf}
    ${If} $installMode == "all"
      SetShellVarContext all
    ${EndIf}
  ${EndIf}
!macroend
