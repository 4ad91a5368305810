# Everything runs from a fresh clone. `make test` is what CI runs; the rest is for people.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help test system-packages format lint unit doc benches bench openapi clients deny trials trial-swap trial-hostile trial-kill \
    trial-schemathesis trial-carts fuzz size demo

# Lists the recipes.
help:
	@awk '/^# /{about=substr($$0,3)} /^[a-z-]+:/{sub(/:.*/,"",$$1); printf "  make %-16s %s\n",$$1,about} /^$$/{about=""}' Makefile

# Runs all that CI runs: format, lints, tests, doc tests, documentation, and that the benches compile.
test: system-packages format lint unit doc benches
	@echo "make test: all green."

# Installs what the tests need beside Rust: Chromium, ChromeDriver, a font with Chinese, Node, cargo-nextest.
system-packages:
	@missing=""; \
	command -v chromium >/dev/null 2>&1 || missing="$$missing chromium"; \
	command -v node >/dev/null 2>&1 || missing="$$missing nodejs"; \
	command -v chromedriver >/dev/null 2>&1 || missing="$$missing chromium-driver"; \
	{ command -v fc-list >/dev/null 2>&1 && fc-list :lang=zh 2>/dev/null | grep -q .; } || missing="$$missing fontconfig fonts-noto-cjk"; \
	if [ -n "$$missing" ]; then \
	    if [ "$$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo"; else as_root="none"; fi; \
	    if [ "$$as_root" = none ] || ! command -v apt-get >/dev/null 2>&1; then \
	        echo "make: the tests need these Debian packages, and only root can install them:$$missing" >&2; \
	        echo "make: run: sudo apt-get install$$missing" >&2; exit 1; \
	    fi; \
	    echo "make: installing with apt-get:$$missing"; \
	    $$as_root apt-get update -qq && $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null \
	        || { echo "make: apt-get could not install:$$missing" >&2; exit 1; }; \
	fi
	@cargo nextest --version >/dev/null 2>&1 || { \
	    echo "make: installing with cargo: cargo-nextest"; cargo install --locked --quiet cargo-nextest; }

# Refuses code that rustfmt would change.
format:
	cargo fmt --all --check

# Refuses every warning of the compiler and of clippy.
lint:
	cargo clippy --workspace --all-targets -- -D warnings
	cargo clippy -p dapei-server --features otel --all-targets -- -D warnings

# Runs the tests, the browser test among them, and the examples in the documentation.
unit:
	cargo nextest run --workspace
	cargo nextest run -p dapei-server --features otel --test http -E 'test(traces)'
	cargo test --workspace --doc

# Builds the documentation and refuses broken links in it.
doc:
	RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --no-deps

# Compiles and links the benches, unoptimised: that they build is the point here, not their speed.
benches:
	cargo build --workspace --benches

# Measures. Each bench stands beside something named in the same run.
bench:
	cargo bench --workspace

# Writes the description of the HTTP service from the code.
openapi:
	cargo run --quiet -- openapi > server/openapi.json.new
	mv server/openapi.json.new server/openapi.json

# Writes the TypeScript client from the description, after `make openapi`; needs npm.
clients:
	cd clients/typescript && npm install --package-lock=false --no-audit --no-fund && npm run build && npm run check

# Checks bans, licences and sources of third-party code against deny.toml.
deny:
	@cargo deny --version >/dev/null 2>&1 || { \
	    echo "make: installing with cargo: cargo-deny"; cargo install --locked --quiet cargo-deny; }
	cargo deny check bans licenses sources

# Runs the long trials, by hand: the service under load, training at size, fuzzing. docs/trials.md
trials: trial-swap trial-hostile trial-kill trial-schemathesis trial-carts size fuzz

# Trains, serves, and publishes snapshots while clients ask; SWAP_ROUNDS rounds of two minutes.
SWAP_ROUNDS ?= 5
trial-swap:
	cargo build --release --bin dapei
	cargo run --release -p dapei-benches --example swap_under_load -- $(SWAP_ROUNDS)

# Attacks the service beside honest clients; ATTACKS names some of them only.
ATTACKS ?=
trial-hostile:
	cargo build --release --bin dapei
	@ulimit -n 8192 2>/dev/null || ulimit -n $$(ulimit -Hn); \
	cargo run --release -p dapei-benches --example hostile_load -- $(ATTACKS)

# Ends the service under load, by SIGTERM and by SIGKILL, and starts it again.
trial-kill:
	cargo build --release --bin dapei
	cargo run --release -p dapei-benches --example killed

# Holds every route to the description with REQUESTS generated requests; needs python3 with venv and pip.
REQUESTS ?= 20000
trial-schemathesis:
	cargo build --release --bin dapei
	@benches/schemathesis.sh $(REQUESTS)

# Brings a thousand carts to a threshold; DAPEI_TAFENG names a grocer's export, else the orders that ship.
trial-carts:
	cargo run --release -p dapei-benches --example completed_carts

# Trains on made-up shops of SIZE_ORDERS orders (10, 50 and 100 million lines) in SIZE_FOLDER, from CSV
# and Parquet, and prints what each phase cost.
SIZE_ORDERS ?= 3400000 17000000 33700000
SIZE_FOLDER ?= target/size
size:
	@benches/size.sh $(SIZE_FOLDER) $(SIZE_ORDERS)

# Fuzzes every reader and the snapshot, FUZZ_SECONDS each (default 1800); needs a nightly compiler.
FUZZ_SECONDS ?= 1800
fuzz:
	@cargo fuzz --version >/dev/null 2>&1 || { \
	    echo "make: installing with cargo: cargo-fuzz"; cargo install --locked --quiet cargo-fuzz; }
	@cargo +nightly --version >/dev/null 2>&1 || { \
	    echo "make: fuzzing needs a nightly compiler: rustup toolchain install nightly" >&2; exit 1; }
	@fuzz/trials.sh $(FUZZ_SECONDS)

# Trains on the orders that ship with Dapei and serves them.
demo:
	cargo run --release -- demo
