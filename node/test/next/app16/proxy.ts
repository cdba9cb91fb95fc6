import { protect } from 'bearward/next';
import { session, verifier } from './lib/bearward';

export const proxy = protect(verifier, { public: ['/', '/open/*'], signIn: '/sign-in', session });
