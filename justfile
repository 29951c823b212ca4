# Every check as a command. `just` lists them; https://just.systems, or `pip install rust-just`.
# `.ci/run` runs all of them on a clean machine and installs what they need.

set shell := ["bash", "-euo", "pipefail", "-c"]

# List the recipes
default:
    @just --list --unsorted

# Format, lint and document: what every change must pass before a commit
check: fmt spelling scripts clippy doc

# Check the formatting
fmt:
    cargo fmt --check

# Lint all crates
clippy:
    cargo clippy --workspace --all-targets --locked -- -D warnings

# Build the API documentation without a warning
doc:
    RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --locked

# Check the spelling and the words of English texts
spelling:
    .ci/spelling

# Lint shell scripts, GitHub workflows and what deploys
scripts:
    .ci/scripts

# Run the tests, all or those of a module of the suite: `just test seats`
test module='':
    .ci/test '{{ module }}'

# Run the tests of the store against AWS's DynamoDB Local (needs Java and npm)
dynamodb:
    .ci/dynamodb

# Read calendar files, mails, exports and schemas with other programs (needs Python and npm)
readers:
    .ci/readers

# Check every page with Nu, html-validate, axe and Lighthouse (needs Chromium, Java, Node and Python)
web:
    .ci/web

# Check Lighthouse's score for performance, which depends on the machine
performance:
    .ci/web performance

# Build the documentation and check its links
docs:
    .ci/docs

# Check licences, advisories and sources of dependencies, and write bills of materials
supply-chain:
    .ci/supply-chain

# Lint the templates, and deploy with infra/deploy to an emulator of AWS (needs Python and Node)
deploy-check:
    .ci/deploy-check

# Try the packaging of a release, with debug builds
release-package:
    .ci/release package --debug
    .ci/release notes "v$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)" > /dev/null

# Check that builds did not get slower in relation to others, whatever the machine
bench-check:
    cargo build --workspace --locked --bin bench --bin generator
    "${CARGO_TARGET_DIR:-target}/debug/bench" check --generator "${CARGO_TARGET_DIR:-target}/debug/generator"

# Measure builds, also of other generators in PATH, the function, the preview and the organiser's commands
bench *options:
    cargo run --release --package bench -- run {{ options }}

# Measure how long after an edit the preview serves the page, and how much memory it has
bench-preview workshops='1000':
    cargo run --release --package bench -- run --only preview --whole {{ workshops }}

# Measure a crowd at the store
bench-crowd people='500':
    cargo run --release --package tests --example crowd -- {{ people }} 30 50
