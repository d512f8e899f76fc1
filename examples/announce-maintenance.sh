#!/usr/bin/env bash
# Announces a maintenance that begins in an hour: announce-maintenance.sh NAME MINUTES
# The clock moves it: it begins, completes, and its components follow.
set -euo pipefail
name=$1 minutes=$2

body=$(node -p '
  const [name, minutes] = process.argv.slice(1)
  const begin = Date.now() + 3_600_000
  const at = (ms) => new Date(ms).toISOString()
  JSON.stringify({ name, scheduled_for: at(begin), scheduled_until: at(begin + minutes * 60_000) })' -- "$name" "$minutes")

printf 'Authorization: Bearer %s\n' "$(cat "$BEATKEEPER_TOKEN_FILE")" |
  curl -sS --fail-with-body "$BEATKEEPER_URL/api/v1/admin/maintenances" -H @- -H 'Content-Type: application/json' -d "$body"
