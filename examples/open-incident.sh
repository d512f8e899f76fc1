#!/usr/bin/env bash
# Opens an incident: open-incident.sh KEY NAME BODY
# KEY is anything that names this alarm (an alert's id): the same key within a day opens no second incident.
set -euo pipefail
key=$1 name=$2 body=$3

json() { node -p 'JSON.stringify(process.argv[1])' -- "$1"; }

# The header comes from stdin, so that the token stands in no list of processes.
printf 'Authorization: Bearer %s\n' "$(cat "$BEATKEEPER_TOKEN_FILE")" |
  curl -sS --fail-with-body --retry 3 --retry-all-errors "$BEATKEEPER_URL/api/v1/admin/incidents" -H @- \
    -H 'Content-Type: application/json' -H "Idempotency-Key: $key" \
    -d "{\"name\": $(json "$name"), \"status\": \"investigating\", \"body\": $(json "$body")}"
