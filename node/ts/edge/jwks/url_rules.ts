//! Which URLs keys may be fetched from.
//!
//! Whoever can change the answer chooses the keys, so the rule is https. On loopback there is no network in between.

import { quoted } from '../denial/explanation.js';
import { asciiLower } from '../text.js';

/** Why keys may not be fetched from there. Shows neither userinfo nor query. */
export class UrlFault extends Error {
  override readonly name: string = 'UrlFault';
}

/** A URL that keys may be fetched from: https, or http on loopback or by permission; a host; no userinfo, no fragment. */
export class KeyUrl {
  private constructor(readonly url: URL) {}

  /** Reads and checks a URL. Throws `UrlFault`. */
  static parse(text: string, allowHttp: boolean): KeyUrl {
    // The URL standard quietly repairs all of these; a configured URL should be what it looks like.
    if (/[\s\x85\0-\x1f\x7f-\x9f\\]/.test(text.replaceAll('\ufeff', ''))) {
      throw new UrlFault('the URL has a space, a control character or a backslash in it');
    }
    const url = parsed(text);
    const scheme = url.protocol.slice(0, -1);
    if (scheme !== 'https' && scheme !== 'http') {
      throw new UrlFault(
        `the scheme ${quoted(scheme)} is not allowed: keys are fetched over https, so the URL must begin with https://`,
      );
    }
    const authority = authorityOf(text);
    if (authority === '') throw new UrlFault('the URL has no host');
    if (authority.includes('@')) {
      throw new UrlFault(
        'the URL has a user name or password in it: no credentials are sent with a key fetch, take the part before @ out',
      );
    }
    if (url.href.includes('#')) throw new UrlFault('the URL has a fragment: take out # and what follows');
    const checked = new KeyUrl(url);
    if (scheme === 'http' && !allowHttp && !checked.isLoopback) {
      throw new UrlFault(
        `${quoted(checked.shown)} is plain http: anybody on the way could put in keys of their own. ` +
          'Use https, or, if you trust that network, add this line: allowHttp: true',
      );
    }
    return checked;
  }

  /** Whether the host is this machine: 127.0.0.0/8, ::1, localhost, *.localhost (RFC 6761 section 6.3). */
  get isLoopback(): boolean {
    const host = this.url.hostname;
    return host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host) || isLocalhost(host);
  }

  /** The URL in its normal form, with the query: what is fetched, not what is shown. */
  get href(): string {
    return this.url.href;
  }

  /** Origin and path: a query may hold a key. */
  get shown(): string {
    return `${this.url.origin}${this.url.pathname}`;
  }
}

/** Whether a host name always means this machine. */
function isLocalhost(host: string): boolean {
  const name = asciiLower(host.replace(/\.$/, ''));
  return name === 'localhost' || name.endsWith('.localhost');
}

/** The text is not shown: a URL that cannot be read may have a password anywhere. */
function parsed(text: string): URL {
  if (URL.canParse(text)) return new URL(text);
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:/.test(text)) {
    throw new UrlFault('this is not a whole URL: it must begin with https:// and a host');
  }
  throw new UrlFault(/^https?:\/*(?:[:?#]|$|[^/?#]*@(?:[/:?#]|$))/i.test(text) ? 'the URL has no host' : 'the URL cannot be read');
}

/** What stands between `//` and the path, as written; empty where the standard would have to guess. */
function authorityOf(text: string): string {
  const at = text.indexOf('://');
  return at < 0 ? '' : (text.slice(at + 3).split(/[/?#]/)[0] ?? '');
}
