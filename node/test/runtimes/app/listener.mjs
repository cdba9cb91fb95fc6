// For the runtime of Vercel and Next.js: a script that listens.

import { handle } from './handler.mjs';

addEventListener('fetch', (event) => {
  event.respondWith(handle(event.request));
});
