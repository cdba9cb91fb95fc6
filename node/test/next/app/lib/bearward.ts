import { Verifier } from 'bearward';
import { betterAuthSession } from 'bearward/next';

export const verifier = Verifier.betterAuth(process.env.BETTER_AUTH_URL!);
export const session = betterAuthSession({ secret: process.env.BETTER_AUTH_SECRET! });
