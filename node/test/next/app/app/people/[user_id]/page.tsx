import { currentOwner } from 'bearward/next';
import { session, verifier } from '../../../lib/bearward';

export default async function Person({ params }: { params: Promise<{ user_id: string }> }) {
  const claims = await currentOwner(verifier, 'user_id', params, { session });
  return <p>page of {claims.sub}</p>;
}
