// Both entries are one surface: the same names, and of the methods the same types.

import type * as native from 'bearward';
import * as edge from 'bearward/edge';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** True if there are none of these names. */
type None<Names> = [Names] extends [never] ? true : Names;
type Without<A, B> = Exclude<Extract<keyof A, string>, keyof B>;
type Alike<A, B> = None<Without<A, B> | Without<B, A>>;
type Differing<A, B> = { [K in keyof A & keyof B]: Same<A[K], B[K]> extends true ? never : K }[keyof A & keyof B];

type Verifier = native.Verifier;
type Sessions = native.SessionCookies;

export const names: Alike<typeof native, typeof edge> = true;
export const builders: Alike<typeof native.Verifier, typeof edge.Verifier> = true;
export const methods: Alike<Verifier, edge.Verifier> = true;
export const sessions: Alike<Sessions, edge.SessionCookies> = true;
export const options: Alike<native.SessionCookiesOptions, edge.SessionCookiesOptions> = true;
export const ofVerifier: None<Differing<Verifier, edge.Verifier>> = true;
export const ofSessions: None<Differing<Sessions, edge.SessionCookies>> = true;
export const owner: Same<typeof native.requireOwner, typeof edge.requireOwner> = true;
export const scopes: Same<typeof native.requireScope, typeof edge.requireScope> = true;

const own: edge.Verifier<{ role: string }> = edge.Verifier.betterAuth('https://app.example.com');
/** Claims of either entry are claims. */
export const claims: Promise<native.Claims<{ role: string }>> = own.verify('x');
