#!/usr/bin/env bash
# Rotates the token in BEATKEEPER_TOKEN_FILE, with that token itself (the policy self_rotation must allow it).
# The old one goes on until a day after the new one's first use, so nothing that still holds it breaks.
set -euo pipefail
umask 077
next=$(mktemp "$BEATKEEPER_TOKEN_FILE.XXXXXX")
trap 'rm -f "$next"' EXIT

printf 'Authorization: Bearer %s\n' "$(cat "$BEATKEEPER_TOKEN_FILE")" |
  curl -sS --fail-with-body -X POST "$BEATKEEPER_URL/api/v1/me/rotate" -H @- |
  node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).token' > "$next"

# Only a token that works replaces the one that worked.
printf 'Authorization: Bearer %s\n' "$(cat "$next")" |
  curl -sS --fail -o /dev/null "$BEATKEEPER_URL/api/v1/me" -H @-
mv "$next" "$BEATKEEPER_TOKEN_FILE"
trap - EXIT
