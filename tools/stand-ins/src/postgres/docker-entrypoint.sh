#!/bin/sh
# Creates the database on first start, as the official image's entrypoint does, then becomes the server.
# Needs nothing but a POSIX shell and PostgreSQL's own programs. Variables: POSTGRES_USER, POSTGRES_PASSWORD,
# POSTGRES_DB, POSTGRES_INITDB_ARGS (each also as NAME_FILE), POSTGRES_HOST_AUTH_METHOD, PGDATA.
set -eu

fail() {
  printf 'docker-entrypoint: %s\n' "$1" >&2
  exit 1
}

# setting NAME DEFAULT: the variable NAME, else the first line of the file that NAME_FILE names, else the default
setting() {
  eval "value=\${$1:-} file=\${$1_FILE:-}"
  [ -z "$value" ] || [ -z "$file" ] || fail "both $1 and $1_FILE are set, set only one"
  if [ -n "$file" ]; then
    [ -r "$file" ] || fail "$1_FILE: $file cannot be read"
    IFS= read -r value < "$file" || [ -n "$value" ] || fail "$1_FILE: $file is empty"
  fi
  printf '%s' "${value:-$2}"
}

# quoted NAME: as an SQL identifier
quoted() {
  rest=$1
  done=
  while [ "$rest" != "${rest#*\"}" ]; do
    done=$done${rest%%\"*}\"\"
    rest=${rest#*\"}
  done
  printf '"%s"' "$done$rest"
}

# initdb wants the user it runs as to have a name
name_user() {
  while read -r key uid _; do
    [ "$key" != Uid: ] || break
  done < /proc/self/status
  while read -r key gid _; do
    [ "$key" != Gid: ] || break
  done < /proc/self/status
  [ "$uid" != 0 ] || fail 'it runs as root; run it as another user, such as 999'
  passwd=/run/postgresql/passwd
  [ -e "$passwd" ] || printf 'root:x:0:0::/root:/usr/sbin/nologin\npostgres:x:999:999::/var/lib/postgresql:/bin/sh\n' \
    2> /dev/null > "$passwd" || fail '/var/run/postgresql cannot be written'
  while IFS=: read -r _ _ known _; do
    [ "$known" != "$uid" ] || return 0
  done < "$passwd"
  printf 'user%s:x:%s:%s::/var/lib/postgresql:/bin/sh\n' "$uid" "$uid" "$gid" >> "$passwd"
}

create_database() {
  user=$(setting POSTGRES_USER postgres)
  database=$(setting POSTGRES_DB "$user")
  password=$(setting POSTGRES_PASSWORD '')
  arguments=$(setting POSTGRES_INITDB_ARGS '')
  method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
  [ -n "$password" ] || [ "$method" = trust ] ||
    fail 'the database is new and POSTGRES_PASSWORD is not set; set it to a password for the superuser'

  if [ -n "$password" ]; then set -- --pwfile=/proc/self/fd/0; else set --; fi
  # shellcheck disable=SC2086 # several arguments in one variable
  initdb --pgdata="$PGDATA" --username="$user" --set='listen_addresses=*' \
    --set=unix_socket_directories=/var/run/postgresql "$@" $arguments << END
$password
END
  printf '\nhost all all all %s\n' "$method" >> "$PGDATA/pg_hba.conf"

  if [ "$database" != postgres ]; then
    printf 'CREATE DATABASE %s;\n' "$(quoted "$database")" |
      postgres --single -D "$PGDATA" -c log_min_messages=warning postgres > /dev/null
  fi
}

case ${1:-} in
  -*) set -- postgres "$@" ;;
esac

if [ "${1:-}" = postgres ]; then
  name_user
  umask 077
  if [ ! -s "$PGDATA/PG_VERSION" ]; then
    create_database
    printf 'docker-entrypoint: database created in %s\n' "$PGDATA"
  fi
fi

exec "$@"
