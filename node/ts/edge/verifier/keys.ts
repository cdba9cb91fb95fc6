//! The keys of one issuer, whatever they come from.

import type { Now } from '../clock.js';
import type { Header } from '../header.js';
import type { Flight } from '../jwks/flight.js';
import type { Source } from '../jwks/source.js';
import type { Key } from '../key/key.js';
import type { RevokedKeys } from '../key/revoked.js';
import type { SecretKeys } from '../key/secret.js';
import { select, type Unselected } from '../key/select.js';
import type { KeySet } from '../key/set.js';
import { verifyWithKey, verifyWithSecret } from '../signature.js';
import type { Parts } from '../token.js';
import type { Generation } from '../token_cache.js';
import { keyRefused, noKey, unavailable } from './refusals.js';

export type Keys =
  | { readonly kind: 'secret'; readonly secret: SecretKeys; readonly revoked: RevokedKeys }
  | { readonly kind: 'fixed'; readonly set: KeySet; readonly revoked: RevokedKeys }
  | { readonly kind: 'remote'; readonly source: Source };

/** A fetch to be launched that nobody waits for: filled by whoever finds that one is due. */
export interface Refresh {
  flight: Flight | null;
}

/** Checks a signature. Gives what it was verified under, or a flight to wait for; throws `Denial`. */
export async function verifySignature(
  keys: Keys,
  parts: Parts,
  header: Header,
  now: Now,
  second: boolean,
  refresh: Refresh,
): Promise<Generation | Flight> {
  switch (keys.kind) {
    case 'secret': {
      const generation = { set: 0, revoked: keys.revoked.count };
      if (keys.revoked.names(header.kid)) throw keyRefused();
      await verifyWithSecret(parts, header, keys.secret);
      return generation;
    }
    case 'fixed': {
      const generation = { set: 0, revoked: keys.revoked.count };
      const key = usable(select(keys.set, header.algorithm, header.kid, true), keys.revoked, header);
      await verifyWithKey(parts, header, key.public);
      return generation;
    }
    case 'remote':
      return verifyWithSource(keys.source, parts, header, now, second, refresh);
  }
}

async function verifyWithSource(
  source: Source,
  parts: Parts,
  header: Header,
  now: Now,
  second: boolean,
  refresh: Refresh,
): Promise<Generation | Flight> {
  const revoked = source.revoked.count;
  const look = source.look(header.algorithm, header.kid, second, now);
  switch (look.kind) {
    case 'wait':
      return look.flight;
    case 'key_not_found':
      throw noKey('not_found', header);
    case 'unavailable':
      throw unavailable(source, look.pause);
    case 'set': {
      refresh.flight = look.refresh;
      const key = usable(look.selected, source.revoked, header);
      try {
        await verifyWithKey(parts, header, key.public);
      } catch (bad) {
        refresh.flight ??= source.doubt(now);
        throw bad;
      }
      return { set: look.generation, revoked };
    }
  }
}

/** Under which material these keys decide now; null while none may. */
export function generationOf(keys: Keys, now: Now): Generation | null {
  switch (keys.kind) {
    case 'secret':
    case 'fixed':
      return { set: 0, revoked: keys.revoked.count };
    case 'remote': {
      const set = keys.source.generation(now);
      return set === null ? null : { set, revoked: keys.source.revoked.count };
    }
  }
}

/** The source, if the keys are fetched. */
export function sourceOf(keys: Keys): Source | null {
  return keys.kind === 'remote' ? keys.source : null;
}

/** Refuses a key, and what names it, from now on. */
export function revokeKey(keys: Keys, kid: string): void {
  (keys.kind === 'remote' ? keys.source : keys).revoked.add(kid);
}

function usable(selected: Key | Unselected, revoked: RevokedKeys, header: Header): Key {
  if (typeof selected === 'string') throw noKey(selected, header);
  // A key without a `kid` serves tokens of any: then the token's own word counts.
  if (revoked.names(header.kid) || revoked.has(selected)) throw keyRefused();
  return selected;
}
