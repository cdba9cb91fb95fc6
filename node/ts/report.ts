//! Every denial is told once: to the hook that was given, or in one log line.

import type { Denied } from './denied.js';
import { unawaited, words } from './hooks.js';
import { log } from './log.js';
import type { DenialContext, OnDenied } from './types.js';

const told = new WeakSet<Denied>();
/** What may stand in a header field (RFC 9110 section 5.5). */
const FIELD_VALUE = /^[\t -~\x80-\xff]+$/;

/** Tells a denial, unless it was told before. Gives the denial to answer with: the hook may have replaced its body. */
export function report(denied: Denied, onDenied: OnDenied | undefined, context: DenialContext): Denied {
  if (told.has(denied)) return denied;
  told.add(denied);
  if (onDenied === undefined) {
    line(denied, context);
    return denied;
  }
  // A hook that fails must not turn a denial into anything else.
  const failed = (error: unknown): void => { log('warn', 'onDenied failed', [['error', words(error)]]); };
  try {
    const own: unknown = onDenied(denied, context);
    unawaited(own, failed);
    const shown = replaced(denied, own);
    told.add(shown);
    return shown;
  } catch (error) {
    failed(error);
    return denied;
  }
}

/** The denial with the body that the hook gave, if it gave one. */
function replaced(denied: Denied, own: unknown): Denied {
  if (typeof own !== 'object' || own === null) return denied;
  const { body, contentType } = own as { readonly body?: unknown; readonly contentType?: unknown };
  if (typeof body !== 'string') return denied;
  if (contentType === undefined) return denied.withBody({ body });
  if (typeof contentType !== 'string' || !FIELD_VALUE.test(contentType)) throw new TypeError('contentType: give a media type, such as text/html');
  return denied.withBody({ body, contentType });
}

function line(denied: Denied, { method, route }: DenialContext): void {
  const where = [method, route].filter((word) => word !== undefined).join(' ');
  const { code, claim, expected, received, hint } = denied;
  const fields = { code, route: where === '' ? null : shown(where), claim, expected, received, hint };
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== null);
  log('warn', 'request denied', given);
}

/** A path is the caller's text: no control character of it may break or steer the line. */
function shown(text: string): string {
  const cut = text.length > 200 ? `${text.slice(0, 200)}\u2026` : text;
  return cut.replace(/[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, (unsafe) => {
    return `\\u${unsafe.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
