#!/bin/sh
# Scores the lead on standard input, one JSON object, and writes the answer on standard output.
#
#   LEADCAST_URL=https://leads.example.com LEADCAST_TOKEN=lc_... sh score.sh < lead.json
#
# Exit status 22 and the refusal on standard output where the service refuses. curl itself tries again after
# 408, 429, 500 and 503, as late as Retry-After says.
set -eu

# from a file, so that no list of processes shows the token
auth=$(mktemp)
trap 'rm -f "$auth"' EXIT
printf 'Authorization: Bearer %s\n' "${LEADCAST_TOKEN:-}" >"$auth"

curl --silent --show-error --fail-with-body \
    --max-time 10 --retry 3 --retry-max-time 60 \
    --header @"$auth" --header 'Content-Type: application/json' \
    --data-binary @- "${LEADCAST_URL:-http://127.0.0.1:3000}/v1/score"
