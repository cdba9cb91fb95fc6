// Mixed load for so many minutes on one process: heap and resident memory must stay flat.
//   node --expose-gc soak.mjs [--minutes 10]
// Every kind of call at random: good and bad tokens, with and without the cache, waits for keys that rotate, hang and come back, requests,
// owners, sessions, verifiers that come and go, lone surrogates and megabytes. A line every 15 seconds; the verdict compares the last third with the first
// after the warm-up.
import { setTimeout as pause } from "node:timers/promises";
import { Denied, requireOwner, requireScope, SessionCookies, setLogger, Verifier } from "bearward";
import { TestIssuer } from "bearward/testing";
import { median } from "./rows.mjs";

const words = process.argv.slice(2);
const MINUTES = Number(words.includes("--minutes") ? words[words.indexOf("--minutes") + 1] : 10);
const SECRET = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0";
const QUIET = { onDenied: () => undefined };
/** Bytes by which the last third may lie above the first. */
const HEAP_MAY_GROW = 4 << 20;
const RSS_MAY_GROW = 24 << 20;

setLogger(() => undefined);
const issuer = new TestIssuer({ algorithms: ["EdDSA", "RS256"] });
const cache = { tokenCache: { entries: 500, bytes: 1 << 20 } };
const verifiers = [issuer.verifier(QUIET), issuer.verifier({ ...QUIET, ...cache }), issuer.verifier({ ...QUIET, revokedIf: ({ sub }) => sub === "revoked" })];
const open = { anyIssuer: true, anyAudience: true, secret: SECRET, ...QUIET };
const sessions = new SessionCookies({ secret: SECRET, ...QUIET });
const secretIssuer = new TestIssuer({ secret: SECRET });
const one = new Verifier({ ...open, ...cache });
const good = Array.from({ length: 2000 }, (_, index) => issuer.mint({ sub: `user-${index}`, scope: "a b", nested: { list: [index] } }));
const shared = Array.from({ length: 2000 }, (_, index) => secretIssuer.mint({ sub: `user-${index}`, big: 9007199254740993n }));
const bad = [issuer.expired({ sub: "a" }), issuer.wrongKey({ sub: "a" }), issuer.unknownKid({ sub: "a" }), issuer.mint({ sub: "revoked" }), "x", "\ud800.a.b", ".".repeat(1 << 20), "", `${good[0]}\ud800`, undefined, {}];
const counts = { accepted: 0, denied: 0 };
const pick = (list) => list[Math.floor(Math.random() * list.length)];

const CALLS = [
  () => pick(verifiers).verifySync(fresh(pick(good))),
  () => pick(verifiers).verify(fresh(pick(good))),
  () => one.verifySync(fresh(pick(shared))),
  () => requireOwner(one.verifySync(pick(shared)), "user-1"),
  async () => requireScope(await pick(verifiers).verify(pick(good)), pick(["a", "c"])),
  () => pick(verifiers).verifySync(pick(bad)),
  () => pick(verifiers).verify(pick(bad)),
  () => pick(verifiers).decide({ method: "POST", headers: new Headers({ authorization: `Bearer ${pick(good)}`, cookie: "a=b" }) }, { route: "/x" }),
  () => pick(verifiers).decide({ method: "GET", headers: [["Authorization", `Bearer ${pick(bad)}`], ["x", "\u{1f600}"]] }),
  () => sessions.decide(`better-auth.session_token=${pick(["a.b", "\ud800", "x".repeat(10_000)])}`),
  () => pick(verifiers).stats(),
];
const RARE = [
  () => new Verifier({ ...open, ...cache, revokedIf: () => false }).verifySync(pick(shared)),
  () => Verifier.many([issuer.verifier(QUIET), new Verifier({ ...open, anyIssuer: undefined, issuer: "https://x.example" })]).verify(pick(good)),
  () => issuer.verifier({ ...QUIET, fetch: (url, init) => fetch(url, init) }).verify(pick(good)),
  () => new Verifier({ ...open, secret: "short" }),
  () => issuer.hang(), () => issuer.answerNormally(), () => issuer.down(), () => issuer.up(), () => pick(verifiers).refresh(),
];

const samples = [];
const end = performance.now() + MINUTES * 60_000;
let next = performance.now();
while (performance.now() < end) {
  const calls = Array.from({ length: 400 }, (_, index) => attempt(index === 0 && Math.random() < 0.2 ? pick(RARE) : pick(CALLS)));
  // Some wait for an endpoint that hangs: they are waited for with the others of their round, but not for ever.
  await Promise.race([Promise.all(calls), pause(50)]);
  if (performance.now() >= next) {
    next += 15_000;
    await sample();
  }
}
issuer.up();
issuer.answerNormally();
await pause(7000);
await sample();
verdict();

async function attempt(call) {
  try {
    await call();
    counts.accepted += 1;
  } catch (error) {
    if (!(error instanceof Denied) && error?.name !== "ConfigError" && !(error instanceof TypeError)) throw error;
    counts.denied += 1;
  }
}

/** As from a socket: a string that nobody has seen. */
function fresh(text) {
  const octets = Buffer.from(text, "latin1");
  return octets.latin1Slice(0, octets.length);
}

async function sample() {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await pause(5);
  }
  const { heapUsed, rss, external } = process.memoryUsage();
  samples.push({ heapUsed, rss });
  const mib = (bytes) => (bytes / (1 << 20)).toFixed(1).padStart(7);
  const seconds = String(Math.round((performance.now() - end) / 1000 + MINUTES * 60)).padStart(5);
  console.log(`${seconds} s  heap ${mib(heapUsed)}  external ${mib(external)}  rss ${mib(rss)} MiB  accepted ${counts.accepted}  denied ${counts.denied}`);
}

function verdict() {
  const warm = samples.slice(Math.min(Math.ceil(samples.length / 5), samples.length - 2));
  const third = Math.max(Math.floor(warm.length / 3), 1);
  const grown = (what) => median(warm.slice(-third).map((at) => at[what])) - median(warm.slice(0, third).map((at) => at[what]));
  const [heap, rss] = [grown("heapUsed"), grown("rss")];
  const flat = heap < HEAP_MAY_GROW && rss < RSS_MAY_GROW;
  const kib = (bytes) => `${Math.round(bytes / 1024)} KiB`;
  console.log(`${flat ? "flat" : "NOT FLAT"}: heap ${kib(heap)}, rss ${kib(rss)} from the first third to the last (may be ${kib(HEAP_MAY_GROW)} and ${kib(RSS_MAY_GROW)})`);
  process.exitCode = flat ? 0 : 1;
}
