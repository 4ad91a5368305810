#!/bin/sh
# Holds every route of the service to its description: generated requests, right and wrong ones, at least so many, without
# keys, with keys, and with none where one is needed. `make trial-schemathesis` calls it.
# Usage: benches/schemathesis.sh [REQUESTS]
# Needs python3 with venv and pip; what pip installs stays in the target directory.
set -eu
cd "$(dirname "$0")/.."
version=4.32.5
wanted=${1:-20000}
# Of each operation, a round: on top of it come boundary values and chains of calls.
examples=150
most_rounds=12
checks=$PWD/benches/schemathesis
built=${CARGO_TARGET_DIR:-target}/release
case $built in /*) ;; *) built=$PWD/$built ;; esac
folder=$built/trials/schemathesis
dapei=$built/dapei
st=$folder/venv/bin/st
[ -x "$dapei" ] || { echo "no $dapei: run cargo build --release --bin dapei" >&2; exit 2; }
mkdir -p "$folder"

if [ "$("$st" --version 2>/dev/null || true)" != "st, version $version" ]; then
    echo "installing schemathesis $version into $folder/venv"
    rm -rf "$folder/venv"
    python3 -m venv "$folder/venv"
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$version"
fi

# Two services of one shop: one that has no keys, and one that has.
if [ ! "$folder/open/.lock" -nt "$dapei" ]; then
    rm -rf "$folder/open" "$folder/keyed"
    echo "training"
    "$dapei" train --preset online-retail --orders datasets/data/online_retail.parquet \
        --model "$folder/open" >"$folder/training.txt" 2>&1 || { cat "$folder/training.txt" >&2; exit 1; }
fi
rm -rf "$folder/keyed"
cp -r "$folder/open" "$folder/keyed"
admin=$("$dapei" keys create --model "$folder/keyed" --scope admin --name trial 2>/dev/null)
storefront=$("$dapei" keys create --model "$folder/keyed" --scope storefront --name trial 2>/dev/null)

services=
stop() {
    for service in $services; do kill "$service" 2>/dev/null || true; done
}
trap stop EXIT
trap 'exit 1' INT TERM
serve() { # NAME: starts the service of a model; its address goes to NAME.address
    : >"$folder/$1.address"
    "$dapei" serve --listen 127.0.0.1:0 --model "$folder/$1" >"$folder/$1.address" 2>"$folder/$1.log" &
    services="$services $!"
    tries=0
    until [ -s "$folder/$1.address" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || { echo "the service does not start:" >&2; cat "$folder/$1.log" >&2; exit 1; }
        sleep 0.1
    done
}
serve open
serve keyed
open=$(cat "$folder/open.address")
keyed=$(cat "$folder/keyed.address")

counts() { # What both services answered: lines of route, method, status and count
    for service in "$open" "$keyed"; do
        "$folder/venv/bin/python" -c '
import re, sys, urllib.request
asked = urllib.request.Request(sys.argv[1] + "metrics", headers={"X-API-Key": sys.argv[2]})
text = urllib.request.urlopen(asked).read().decode()
for line in re.findall(r"^dapei_http_requests_total\{(.*)\} (\d+)$", text, re.M):
    labels = dict(re.findall(r"(\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"", line[0]))
    print(labels["route"], labels["method"], labels["status"], line[1])
' "$service" "$admin"
    done
}

failed=0
run() { # NAME CONFIG ADDRESS SEED OPTION…
    name=$1 config=$2 address=$3 seed=$4
    shift 4
    report=$folder/report.$seed.$name.txt
    # It keeps notes where it runs.
    if (cd "$folder" && SCHEMATHESIS_HOOKS=$checks/contradictions.py exec "$st" --config-file "$checks/$config.toml" run "${address}openapi.json" \
        --checks all --exclude-checks positive_data_acceptance --mode all --workers 2 \
        --max-examples $examples --seed "$seed" --continue-on-failure --request-timeout 30 \
        --generation-database :memory: --no-color "$@") >"$report" 2>&1; then
        outcome=passed
    else
        outcome=FAILED
        failed=$((failed + 1))
        sed -n '/= FAILURES =/,/= WARNINGS =/p; /= ERRORS =/,/= WARNINGS =/p' "$report"
    fi
    n_cases=$(sed -n 's/^ *\([0-9]*\) generated.*/\1/p' "$report" | tail -1)
    printf 'round %2d  %-22s %6s cases  %s\n' "$seed" "$name" "${n_cases:-0}" "$outcome"
}

round=0
n_requests=0
while [ "$n_requests" -lt "$wanted" ] && [ "$round" -lt "$most_rounds" ]; do
    round=$((round + 1))
    run no-keys made_up_ids "$open" "$round"
    run no-keys-real-ids real_ids "$open" "$round"
    run admin-key real_ids "$keyed" "$round" -H "Authorization: Bearer $admin"
    run storefront-key made_up_ids "$keyed" "$round" -H "X-API-Key: $storefront"
    run key-missing real_ids "$keyed" "$round"
    n_requests=$(counts | awk '{ n += $4 } END { print n + 0 }')
done

echo
echo "requests answered, by route and status"
counts | awk '{ n[$1 " " $2 " " $3] += $4 } END { for (k in n) print "  " k, n[k] }' | sort
counts >"$folder/counts.txt"
n_5xx=$(awk '$3 >= 500 { n += $4 } END { print n + 0 }' "$folder/counts.txt")
# Every path of the description, however the service names its parameters.
n_missing=0
for path in $("$folder/venv/bin/python" -c '
import json
print("\n".join(json.load(open("server/openapi.json"))["paths"]))'); do
    awk -v path="$path" '$1 == path && $3 < 300 { found = 1 } END { exit !found }' "$folder/counts.txt" || {
        echo "no request to $path was answered 2xx"; n_missing=$((n_missing + 1)); }
done
echo
echo "requests         $n_requests (at least $wanted)"
echo "answered 5xx     $n_5xx (none)"
echo "routes not met   $n_missing (none)"
echo "runs that failed $failed (none)"
[ "$n_requests" -ge "$wanted" ] && [ "$n_5xx" = 0 ] && [ "$n_missing" = 0 ] && [ "$failed" = 0 ]
