// `jwks_sequences`: key sets over virtual time, their flights run by hand.

import { list, textOf } from './format.mjs';
import { party } from './verifiers.mjs';

/** Second 0 of a history on the unix clock. */
const START = 1_800_000_000;
/** How long a client waits for an endpoint that hangs. */
const DEADLINE = 5;

/** One history: what the endpoint serves, and what tokens are told meanwhile. */
export async function sequence(host, test, _setup, report) {
  const stage = new Stage(host, test.options ?? {});
  const said = [];
  for (const step of test.steps) {
    await stage.reach(step.at);
    if ('serve' in step) {
      stage.serve = step.serve;
      continue;
    }
    const decision = await stage.decide(step.token, step.at);
    if (!list(step.expected).includes(decision)) report.wrong(`at ${step.at} s ${step.expected}`, decision);
    if (step.gets_total !== undefined) report.compare(`GETs at ${step.at} s`, step.gets_total, stage.gets);
    said.push(decision);
  }
  await stage.reach(Infinity);
  report.compare('fetches run', stage.gets, stage.fetched);
  report.decided('jwks_sequence', test.name, said.join(','));
}

/** A verifier, its endpoint, and the flight that is in the air. */
class Stage {
  serve = 'refuse';
  gets = 0;
  fetched = 0;
  #hanging = null;
  #verifier;
  #checkAt;

  constructor({ Verifier, checkAt }, options) {
    this.#checkAt = checkAt;
    this.#verifier = new Verifier({
      ...party('issuer', 'anyIssuer', options.issuer),
      ...party('audience', 'anyAudience', options.audience),
      algorithms: options.algorithms,
      leeway: options.leeway,
      maxAge: options.max_age,
      maxStale: options.max_stale,
      cooldown: options.cooldown,
      jwksUrl: 'https://id.example.com/jwks',
      fetch: (_url, { headers }) => this.#fetch(headers),
    });
  }

  /** Time passes: what hung until then is given up at its own moment. */
  async reach(at) {
    if (this.#hanging !== null && this.#hanging[0] <= at) await this.#giveUp();
  }

  async decide(token, at) {
    const first = await this.#check(token, at, 1);
    const decision = first.wait ? await this.#wait(first.wait, token, at) : word(first);
    if (first.refresh) await this.#start(first.refresh, at);
    return decision;
  }

  async #wait(flight, token, at) {
    // Whoever waits for an endpoint that hangs waits until it is given up.
    const landed = (flight.led ? await this.#start(flight, at) : null) ?? (await this.#giveUp()) ?? at;
    const second = await this.#check(token, landed, 2);
    if (second.refresh) await this.#start(second.refresh, landed);
    return word(second);
  }

  /** Starts a flight. It lands at once, and this says when, unless the endpoint hangs. */
  async #start(flight, at) {
    if (!flight.led) throw new Error('only a led flight is started');
    this.gets += 1;
    if (this.serve === 'hang') {
      if (this.#hanging !== null) throw new Error('two flights at a time');
      this.#hanging = [at + DEADLINE, flight];
      return null;
    }
    await flight.flyHere(...moment(at));
    return at;
  }

  /** Ends the flight that hangs; says when that was. */
  async #giveUp() {
    if (this.#hanging === null) return null;
    const [until, flight] = this.#hanging;
    this.#hanging = null;
    const { serve } = this;
    this.serve = 'hang';
    await flight.flyHere(...moment(until));
    this.serve = serve;
    return until;
  }

  #check(token, at, attempt) {
    return this.#checkAt(this.#verifier, token, ...moment(at), attempt);
  }

  #fetch(headers) {
    this.fetched += 1;
    if (this.serve === 'hang') throw new DOMException('no answer in time', 'TimeoutError');
    if (this.serve === 'refuse') throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const { status, headers: served = {}, body } = this.serve;
    const etag = headers['If-None-Match'];
    // A server says "not modified" only of what it was asked about.
    if (status === 304 && etag !== served.etag && etag !== undefined) throw new Error(`the wrong etag was sent: ${etag}`);
    return { status, headers: served, body: textOf(body) };
  }
}

/** Both clocks run alike. A time that is a date already is taken as one. */
function moment(at) {
  return [at < 1e9 ? START + at : at, 1000 + at];
}

function word({ accepted, denied }) {
  return accepted ? 'accept' : (denied?.code ?? 'wait');
}
