#!/bin/sh
# What training costs at size, by phase: shops of so many orders (three lines an order), read as CSV
# and as Parquet. `make size` calls it.
# Usage: benches/size.sh FOLDER ORDERS…
set -eu
cd "$(dirname "$0")/.."
folder=${1:?usage: benches/size.sh FOLDER ORDERS…}
shift
cargo build --release --bin dapei
cargo build --release -p dapei-benches --example as_parquet
built=${CARGO_TARGET_DIR:-target}/release
for orders; do
    shop=$folder/$orders
    if [ ! -e "$shop/orders.parquet" ]; then
        "$built/dapei" generate --orders "$orders" --seed 11 --out "$shop"
        "$built/examples/as_parquet" "$shop/orders.csv" "$shop/orders.new"
        mv "$shop/orders.new" "$shop/orders.parquet"
    fi
    for format in csv parquet; do
        echo "== $orders orders as $format"
        rm -rf "$shop/model"
        # What reads, maps, counts and the rest cost, each with its CPU time and the peak so far.
        "$built/dapei" train --orders "$shop/orders.$format" --items "$shop/items.csv" \
            --model "$shop/model" 2>&1 | grep -E ' rows = |CPU'
    done
done
