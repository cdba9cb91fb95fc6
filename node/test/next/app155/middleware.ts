import { protect } from 'bearward/next';
import { session, verifier } from './lib/bearward';

export const middleware = protect(verifier, { public: ['/', '/open/*'], signIn: '/sign-in', session });
export const config = { runtime: 'nodejs' };
