// One decision after another, bearward beside what Node.js has: signature, exp, iss, aud, and all claims in an object.
//   node verify.mjs [--rounds N] [--only HS256,..] [--json FILE]        needs bearward and the packages of package.json beside it
// All contestants take turns in slices of about two milliseconds, so that what disturbs the machine disturbs all alike; every call gets a
// string that nobody has seen (as from a socket), of the same 200 tokens. Printed: the median of microseconds a call without the making of
// that string, and the median over the rounds of how many times longer than bearward's.
import { TestIssuer } from "bearward/testing";
import { contestants } from "./contestants.mjs";
import { median, verdict, write } from "./rows.mjs";

const words = process.argv.slice(2);
const word = (name, otherwise) => (words.includes(name) ? words[words.indexOf(name) + 1] : otherwise);
const ROUNDS = Number(word("--rounds", 200));
const SLICE = 2e6;
const ISSUER = "https://app.example.com";
const SECRET = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0";
/** How many times longer the best peer should take, and the microseconds that ours may take. */
const BEST = { HS256: 3, EdDSA: 1.35, RS256: 1.4 };
const MOST = { HS256: 1.8 };
const OURS = "bearward";
const CACHED = "bearward, token cache";
const FAST_CACHED = "fast-jwt, its cache";

const rows = [];
for (const algorithm of word("--only", "HS256,EdDSA,RS256").split(",")) rows.push(...(await measured(algorithm)));
const file = word("--json");
if (file !== undefined) write(file, rows);

async function measured(algorithm) {
  const shared = algorithm === "HS256";
  const now = Math.floor(Date.now() / 1000);
  const options = { issuer: ISSUER, audience: ISSUER, now, lifetime: 86400 };
  const issuer = new TestIssuer(shared ? { ...options, secret: SECRET } : { ...options, algorithms: algorithm });
  const tokens = Array.from({ length: 200 }, (_, index) => Buffer.from(issuer.mint({}, { rawPayload: payload(index, now) })));
  const keys = shared ? { secret: SECRET } : { pem: issuer.publicPem(), jwks: issuer.jwks };
  const all = await contestants(algorithm, { issuer: ISSUER, audience: ISSUER, ...keys });
  const names = Object.keys(all);
  const empty = { sync: () => {} };
  const counts = {};
  for (const name of names) counts[name] = await fitting(all[name], tokens);
  const emptyCount = await fitting(empty, tokens);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    const string = await slice(empty, tokens, emptyCount);
    // Whoever comes first pays for what the last one left behind: everybody is first as often as the others.
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      times[name].push((await slice(all[name], tokens, counts[name])) - string);
    }
  }
  return shown(algorithm, names, times);
}

/** 268 bytes in the form that Better Auth's jwt plugin gives it. */
function payload(index, now) {
  const id = `pX3nVq8RzT1mKc7YbW5sLd9FhJ2g${String(1000 + index)}`;
  const user = `"name":"Alice Liddell","email":"alice.li@example.com","emailVerified":true,"image":null,"id":"${id}"`;
  return `{${user},"iat":${now},"sub":"${id}","exp":${now + 86400},"iss":"${ISSUER}","aud":"${ISSUER}"}`;
}

/** How many calls fill a slice, after a warm-up that lets the compiler finish. */
async function fitting(contestant, tokens) {
  const once = await slice(contestant, tokens, 400);
  const count = Math.max(Math.round(SLICE / (once * 1000)), 20);
  for (let run = 0; run < 10; run += 1) await slice(contestant, tokens, count);
  return Math.max(Math.round(SLICE / ((await slice(contestant, tokens, count)) * 1000)), 20);
}

/** Microseconds a call. */
async function slice({ sync, async }, tokens, count) {
  const begin = process.hrtime.bigint();
  if (sync !== undefined) {
    for (let call = 0; call < count; call += 1) sync(fresh(tokens[call % tokens.length]));
  } else {
    for (let call = 0; call < count; call += 1) await async(fresh(tokens[call % tokens.length]));
  }
  return Number(process.hrtime.bigint() - begin) / 1000 / count;
}

function fresh(octets) {
  return octets.latin1Slice(0, octets.length);
}

function shown(algorithm, names, times) {
  const ratio = (name, to) => median(times[name].map((time, round) => time / times[to][round]));
  const peers = names.filter((name) => !name.startsWith(OURS) && name !== FAST_CACHED);
  const best = peers.reduce((one, other) => (ratio(other, OURS) < ratio(one, OURS) ? other : one));
  console.log(`\n${algorithm}`);
  return names.map((name) => {
    const row = { group: algorithm, name, figures: { us: median(times[name]), times_ours: ratio(name, OURS) } };
    if (name === OURS && MOST[algorithm] !== undefined) row.target = ["us", "at_most", MOST[algorithm]];
    if (name === (algorithm === "HS256" ? "fast-jwt" : best)) row.target = ["times_ours", "at_least", BEST[algorithm]];
    if (name === FAST_CACHED) {
      row.figures.times_our_cache = ratio(name, CACHED);
      row.target = ["times_our_cache", "at_least", 5];
    }
    const { us, times_ours } = row.figures;
    console.log(`  ${name.padEnd(26)}${us.toFixed(2).padStart(9)} us${times_ours.toFixed(2).padStart(9)} x${verdict(row)}`);
    return row;
  });
}
