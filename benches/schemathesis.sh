#!/bin/sh
# Holds every operation of the service to its description: generated requests, right and wrong ones, at least so many,
# without keys, with keys of three scopes, and with none where one is needed. `make trial-schemathesis` calls it.
# Usage: benches/schemathesis.sh [REQUESTS]
# Needs python3 with venv and pip; what pip installs stays in the target directory.
set -eu
cd "$(dirname "$0")/.."
version=4.32.5
wanted=${1:-20000}
# Of each operation, a round: on top of it come boundary values and chains of calls.
examples=150
# Requests of one operation that count at the most: rules have many fields, and no operation is to make up for another.
most_of_one=4000
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

if [ ! "$folder/trained/.lock" -nt "$dapei" ]; then
    rm -rf "$folder/trained"
    echo "training"
    "$dapei" train --preset online-retail --orders datasets/data/online_retail.parquet \
        --model "$folder/trained" >"$folder/training.txt" 2>&1 || { cat "$folder/training.txt" >&2; exit 1; }
fi
# Two services of one shop: one that has no keys, and one that has. Each begins with nothing told of items and no rules,
# whatever the last trial left.
rm -rf "$folder/open" "$folder/keyed"
cp -r "$folder/trained" "$folder/open"
cp -r "$folder/trained" "$folder/keyed"
admin=$("$dapei" keys create --model "$folder/keyed" --scope admin --name trial 2>/dev/null)
manager=$("$dapei" keys create --model "$folder/keyed" --scope manager --name trial 2>/dev/null)
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

# In place of three checks stand narrower ones, of contradictions.py, which says why. The fourth holds that what was deleted
# is gone: DELETE forgets what was told of an item, and what the snapshot says of it counts again.
not_as_they_are=positive_data_acceptance,negative_data_rejection,allow_header_conformance,use_after_free
failed=0
# A key's rate is 5000 requests a second, more than is asked here; the description has what is answered beyond.
run() { # NAME CONFIG ADDRESS SEED OPTION…
    name=$1 config=$2 address=$3 seed=$4
    shift 4
    report=$folder/report.$seed.$name.txt
    # It keeps notes where it runs.
    if (cd "$folder" && SCHEMATHESIS_HOOKS=$checks/contradictions.py exec "$st" --config-file "$checks/$config.toml" run "${address}openapi.json" \
        --checks all --exclude-checks $not_as_they_are --mode all --workers 2 \
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
    run manager-key real_ids "$keyed" "$round" -H "Authorization: Bearer $manager"
    run storefront-key made_up_ids "$keyed" "$round" -H "X-API-Key: $storefront"
    run key-missing real_ids "$keyed" "$round"
    n_requests=$(counts | awk -v most=$most_of_one '
        { n[$1 " " $2] += $4 }
        END { for (of in n) sum += n[of] < most ? n[of] : most; print sum + 0 }')
done

echo
counts >"$folder/counts.txt"
n_5xx=$(awk '$3 >= 500 { n += $4 } END { print n + 0 }' "$folder/counts.txt")
# Every operation of the description; none is excused.
"$folder/venv/bin/python" -c '
import json
for path, operations in json.load(open("server/openapi.json"))["paths"].items():
    for method in operations:
        print(path, method.upper())' >"$folder/operations.txt"
awk '
    NR == FNR { n[$1 " " $2 " " substr($3, 1, 1)] += $4; next }
    FNR == 1 { printf "%-7s%-38s%8s%8s%8s\n", "", "requests answered", "2xx", "4xx", "5xx" }
    { of = $1 " " $2 " "; printf "%-7s%-38s%8d%8d%8d\n", $2, $1, n[of 2], n[of 4], n[of 5] }
' "$folder/counts.txt" "$folder/operations.txt"
n_operations=$(wc -l <"$folder/operations.txt")
n_missing=0
while read -r path method; do
    awk -v path="$path" -v method="$method" '$1 == path && $2 == method && $3 < 300 { found = 1 } END { exit !found }' \
        "$folder/counts.txt" || { echo "no $method $path was answered 2xx"; n_missing=$((n_missing + 1)); }
done <"$folder/operations.txt"
echo
echo "requests             $n_requests (at least $wanted; of one operation at most $most_of_one are counted)"
echo "answered 5xx         $n_5xx (none)"
echo "operations never 2xx $n_missing of $n_operations (none)"
echo "runs that failed     $failed (none)"
[ "$n_requests" -ge "$wanted" ] && [ "$n_5xx" = 0 ] && [ "$n_missing" = 0 ] && [ "$failed" = 0 ]
