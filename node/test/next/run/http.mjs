//! Requests as they are: no redirect followed, no header added, no path tidied.

import http from 'node:http';

/** One request; `path` goes out as it is written. */
export function ask(origin, path, { method = 'GET', headers = {}, body } = {}) {
  const { host, hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname: hostname === 'localhost' ? '127.0.0.1' : hostname, port, path, method, headers: { host, ...headers }, agent: false }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const { location } = response.headers;
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text: Buffer.concat(parts).toString(),
          /** Where a redirect goes, as a browser reads it. */
          to: location === undefined ? undefined : new URL(location, origin),
          setCookies: response.headers['set-cookie'] ?? [],
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** What a browser says of itself when somebody opens a page. */
export const DOCUMENT = { accept: 'text/html,application/xhtml+xml', 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none' };
/** What Next.js sends when somebody follows a link. */
export const RSC = { accept: '*/*', rsc: '1', 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' };
export const PREFETCH = { ...RSC, 'next-router-prefetch': '1' };
export const SEGMENT = { ...PREFETCH, 'next-router-segment-prefetch': '/_tree' };
