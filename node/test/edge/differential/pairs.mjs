// The native package and `bearward/edge` side by side: what both say of the same question.

import assert from 'node:assert/strict';

import * as nativePackage from 'bearward';
import * as edgePackage from 'bearward/edge';

const beside = (path) => import(new URL(path, import.meta.resolve('bearward/edge')).href);
const [nativeDoors, edgeDoors] = await Promise.all([beside('../virtual_time.js'), beside('./virtual_time.js')]);

/** Each package with its doors to virtual time. */
export const [native, edge] = [{ ...nativePackage, ...nativeDoors }, { ...edgePackage, ...edgeDoors }];
native.setLogger(() => undefined);
edge.setLogger(() => undefined);

/** Both verifiers; or, where both refuse the configuration alike, null. `told` is what of the error must be the same. */
export function both(make, what, told = (error) => error) {
  const [one, other] = [attempt(() => make(native)), attempt(() => make(edge))];
  if (!(one instanceof Error) && !(other instanceof Error)) return [one, other];
  assert.deepEqual(told(words(other)), told(words(one)), what);
  return null;
}

/** An error whose message is compared without what these patterns match. */
export function without(...patterns) {
  return ({ message, ...error }) => ({ ...error, message: patterns.reduce((text, pattern) => text.replace(pattern, ' ...'), message) });
}

/** Holds both decisions at a moment against each other; gives what was decided. */
export async function compare([one, other], token, unix, what) {
  return compareSteps(native.checkAt(one, token, unix, 1000, 1), await edge.checkAt(other, token, unix, 1000, 1), what);
}

/** The same for a Cookie field. */
export async function compareCookies([one, other], field, unix, what) {
  return compareSteps(native.checkSessionAt(one, field, unix, 1000, 1), await edge.checkSessionAt(other, field, unix, 1000, 1), what);
}

function compareSteps(core, here, what) {
  assert.deepEqual(said(here.denied), said(core.denied), what);
  assert.deepEqual(here.accepted, core.accepted, what);
  return core.denied?.code ?? (core.accepted ? 'accept' : 'renew');
}

/** Both tokens of a request. */
export function compareHeaders([one, other], method, headers, what) {
  const [core, here] = [one, other].map((verifier) => {
    const found = attempt(() => verifier.findToken(method, headers));
    return found instanceof Error ? words(found) : found;
  });
  assert.deepEqual(here, core, what);
  return typeof core === 'object' ? (core?.code ?? 'none') : 'found';
}

function attempt(make) {
  try {
    return make();
  } catch (error) {
    return error;
  }
}

/** All that an error says but where it was thrown. */
function words(error) {
  if (!(error instanceof Error)) return { message: `no error but ${typeof error}` };
  return { name: error.name, message: error.message, ...said(error) };
}

/** All that a denial says. */
export function said(denied) {
  if (!denied?.code) return null;
  const { code, status, oauthError, claim, retryAfter, headers, body, contentType, expected, received, hint } = denied;
  return { code, status, oauthError, claim, retryAfter, headers, body, contentType, expected, received, hint };
}
