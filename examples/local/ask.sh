#!/usr/bin/env bash
# Asks the Beatkeeper that runs on this computer: examples/local/ask.sh [/api/v1/…] [DATA_FOLDER]
#
# Finds it by its endpoint.json, lets it prove that it is the one, and only then sends the token of BEATKEEPER_TOKEN_FILE.
# Needs bash, curl and OpenSSL 3.
set -euo pipefail
umask 077
path=${1:-/api/v1/me}
data=${2:-${XDG_DATA_HOME:-$HOME/.local/share}/beatkeeper}

[ -r "$data/endpoint.json" ] || { echo "No Beatkeeper runs on $data." >&2; exit 1; }
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }
url=$(field url < "$data/endpoint.json")
port=$(field port < "$data/endpoint.json")
key=$(field public_key < "$data/endpoint.json")

# The port of a server that has died is free for any program. So: a question that nobody could know before, signed by the key that
# stands in a file which only its owner can write.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bytes() { tr '_-' '/+' | { cat; printf '=='; } | base64 --decode 2> /dev/null || true; }
nonce=$(openssl rand -hex 24)
proof=$(curl -sS --fail --max-time 10 "$url/.well-known/console-identity?nonce=$nonce")
printf 'beatkeeper-console-identity-v1\n%s\n%s\n' "$nonce" "$port" > "$work/message"
printf '%s' "$proof" | field signature | tr -d '\n' | bytes > "$work/signature"
{ printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'; printf '%s' "$key" | bytes; } > "$work/key.der"
openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin -in "$work/message" -sigfile "$work/signature" > /dev/null 2>&1 ||
  { echo "What answers at $url is not the Beatkeeper of $data. No token was sent." >&2; exit 1; }

# On standard input: an argument would be seen by every user of the computer.
printf 'Authorization: Bearer %s\n' "$(cat "$BEATKEEPER_TOKEN_FILE")" | curl -sS --fail-with-body --max-time 30 -H @- "$url$path" || exit 1
