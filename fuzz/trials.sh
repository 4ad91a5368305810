#!/bin/sh
# Fuzzes one target after the other and says what each run saw. `make trials` calls it.
# Usage: fuzz/trials.sh SECONDS [TARGET…]
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=${1:?usage: fuzz/trials.sh SECONDS [TARGET…]}
shift
[ $# -gt 0 ] || set -- orders_csv orders_tsv orders_jsonl orders_parquet packed items views presets questions check trained snapshot
toolchain=${FUZZ_TOOLCHAIN:-nightly}
mkdir -p fuzz/found
found=0
for target; do
    # Packed bytes unpack to a thousand times their size, and Parquet repeats a row by a few bytes.
    case $target in
        packed) longest=2048 ;;
        orders_parquet | items | views | presets | questions | check) longest=16384 ;;
        *) longest=65536 ;;
    esac
    log=fuzz/found/$target.log
    mkdir -p "fuzz/found/$target"
    # What is found goes to fuzz/found, which is not kept; what it starts from stays as committed.
    cargo "+$toolchain" fuzz run "$target" "fuzz/found/$target" "fuzz/corpus/$target" -- \
        -max_total_time="$seconds" -max_len=$longest -timeout=10 \
        -rss_limit_mb=1024 -malloc_limit_mb=256 -print_final_stats=1 >"$log" 2>&1
    status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -1)
    memory=$(sed -n 's/^stat::peak_rss_mb: *//p' "$log" | tail -1)
    covered=$(sed -n 's/.* cov: \([0-9]*\).*/\1/p' "$log" | tail -1)
    if [ $status -eq 0 ]; then says="nothing found"; else says="FOUND SOMETHING, see $log"; found=1; fi
    printf '%-15s %9s runs, %6s edges covered, %5s MiB at most, %s\n' \
        "$target" "${runs:-0}" "${covered:-0}" "${memory:-?}" "$says"
done
exit $found
