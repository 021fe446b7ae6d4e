#!/bin/sh
# Retrains a workspace month by month, as if each were just over; the sources hold the later months already.
# Usage: examples/months.sh WORKSPACE MONTH...      such as: examples/months.sh examples/bpi2012 2011-10 2011-11
set -eu
leadcast=${LEADCAST:-.venv/bin/leadcast}
workspace=$1
shift
for month in "$@"; do
    after=$(date -u -d "$month-01 +1 month" +%Y-%m-%d)
    export LEADCAST_NOW="$after"T12:00Z
    if [ -e "$workspace/.leadcast/champion.json" ]; then
        "$leadcast" monitor "$workspace" --as-of "$after" || [ $? -eq 1 ]
    fi
    "$leadcast" retrain "$workspace" --month "$month"
    "$leadcast" score "$workspace" --as-of "$after" --out "$workspace/.leadcast/scores.csv"
done
"$leadcast" months "$workspace"
