#!/usr/bin/env bash
# Looks at the configuration before users do: the length of BETTER_AUTH_SECRET (if this machine has it), then the key set that
# BETTER_AUTH_JWKS_URL names: reached over the network, JSON, algorithms, keys, issuer and audience, the clock.
# With --token a token is judged too, read from standard input. Exit code: 0 sound, 1 faults, 2 arguments, 3 key set not reached.
set -uo pipefail
cd "$(dirname "$0")/.."
if [ -f .env ]; then
    set -a
    # shellcheck disable=SC1091
    . ./.env
    set +a
fi

worst=0
if [ -n "${BETTER_AUTH_SECRET:-}" ]; then
    python -m bearward doctor --secret-env BETTER_AUTH_SECRET </dev/null
    worst=$?
fi
audience="${AUDIENCE:-${NEXT_PUBLIC_API_URL:-}}"
python -m bearward doctor --jwks-url "${BETTER_AUTH_JWKS_URL:?is not set}" --issuer "${BETTER_AUTH_URL:?is not set}" \
    ${audience:+--audience "$audience"} --algorithms RS256 "$@"
found=$?
exit $((found > worst ? found : worst))
