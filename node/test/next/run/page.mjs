//! A page without an application around it: what Next.js keeps at hand while it renders one. To be imported before `bearward/next`.

import { AsyncLocalStorage } from 'node:async_hooks';

// As Next.js does when it starts: its own modules look for it when they are loaded.
globalThis.AsyncLocalStorage ??= AsyncLocalStorage;
const { default: work } = await import('next/dist/server/app-render/work-async-storage.external.js');
const { default: unit } = await import('next/dist/server/app-render/work-unit-async-storage.external.js');
const { default: redirects } = await import('next/dist/client/components/redirect.js');

/** Calls it as a page that was asked for with these headers. */
export function asPage(headers, page) {
  const request = { type: 'request', phase: 'render', headers: new Headers(headers) };
  return work.workAsyncStorage.run({ route: '/' }, () => unit.workUnitAsyncStorage.run(request, page));
}

/** Where the page redirects; anything else that it throws goes on. */
export async function redirectOf(page) {
  try {
    await page;
  } catch (error) {
    const to = redirects.getURLFromRedirectError(error);
    if (to !== null) return to;
    throw error;
  }
  return undefined;
}
