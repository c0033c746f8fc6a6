#!/bin/sh
# After the files of the package are in place: dpkg runs it as postinst, rpm as %post.
# Words like ${executable} are filled in by electron-builder.
set -e

app='/opt/${sanitizedProductName}'
profile='/etc/apparmor.d/${executable}'

# Chromium's sandbox is made of user namespaces. Only where the kernel has none, its helper must belong to root and say so.
if [ ! -e /proc/self/ns/user ] ||
  [ "$(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null)" = 0 ] ||
  [ "$(cat /proc/sys/user/max_user_namespaces 2>/dev/null)" = 0 ]; then
  chmod 4755 "$app/chrome-sandbox"
fi

# An AppArmor older than 4 has no rule for user namespaces, and needs none: it leaves them to every program.
if [ -d /etc/apparmor.d ] && apparmor_parser --skip-kernel-load "$app/resources/apparmor-profile" >/dev/null 2>&1; then
  cp "$app/resources/apparmor-profile" "$profile"
  chmod 644 "$profile"
  # Not in a chroot, and not where the kernel has AppArmor switched off.
  if [ -d /sys/kernel/security/apparmor ]; then
    apparmor_parser --replace --write-cache --skip-read-cache "$profile" || true
  fi
fi

if command -v update-desktop-database >/dev/null; then
  update-desktop-database -q /usr/share/applications || true
fi
