import { currentClaims } from 'bearward/next';
import { session, verifier } from '../../lib/bearward';

async function who(): Promise<void> {
  'use server';
  const claims = await currentClaims(verifier, { session, signIn: '/sign-in' });
  console.log(`action of ${claims.sub}`);
}

export default async function Dashboard() {
  const claims = await currentClaims(verifier, { session, signIn: '/sign-in', next: '/dashboard' });
  return (
    <form action={who}>
      dashboard of {claims.sub}
      <button>who</button>
    </form>
  );
}
