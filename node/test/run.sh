#!/usr/bin/env bash
# The tests of the package where there is no xtask: installs node/tarballs into a fresh folder and runs Node's own runner there.
set -euo pipefail
cd "$(dirname "$0")"
repository="$(cd ../.. && pwd)"
fresh="$(mktemp -d)"
trap 'rm -rf "$fresh"' EXIT
cp package.json package-lock.json "$fresh"
mkdir "$fresh/test"
cp -R adapters conformance core edge package support testing types "$fresh/test"
cd "$fresh"
npm ci --no-audit --no-fund
npm install --no-save --no-audit --no-fund "$repository"/node/tarballs/*.tgz
export BEARWARD_REPOSITORY="$repository"
node --test test/{adapters,conformance,core,package,testing}/*.test.mjs
