#!/bin/sh
# After the files of the package are gone: dpkg runs it as postrm, rpm as %postun.
set -e

# dpkg names the occasion, rpm the number of versions that are left. On an upgrade the files are the new version's.
case "$1" in
  remove | purge | 0) ;;
  *) exit 0 ;;
esac

profile='/etc/apparmor.d/${executable}'
if [ -e "$profile" ]; then
  if [ -d /sys/kernel/security/apparmor ]; then
    apparmor_parser --remove "$profile" || true
  fi
  rm -f "$profile"
fi

if command -v update-desktop-database >/dev/null; then
  update-desktop-database -q /usr/share/applications || true
fi
