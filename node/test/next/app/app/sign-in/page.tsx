import { nextPath } from 'bearward/next';

export default async function SignIn({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  return <p>sign in, then {nextPath((await searchParams).next, '/dashboard')}</p>;
}
