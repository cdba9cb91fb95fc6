// Below a public path: the proxy does not decide here, as if it had been bypassed.
import { currentClaims } from 'bearward/next';
import { session, verifier } from '../../../lib/bearward';

async function change(): Promise<void> {
  'use server';
  const claims = await currentClaims(verifier, { session, signIn: '/sign-in', next: '/open/inside' });
  console.log(`change of ${claims.sub}`);
}

export default async function Inside() {
  const claims = await currentClaims(verifier, { session, signIn: '/sign-in', next: '/open/inside' });
  return (
    <form action={change}>
      inside: {claims.sub}
      <button>change</button>
    </form>
  );
}
