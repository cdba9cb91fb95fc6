import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { jwt } from 'better-auth/plugins';

// `next dev` loads modules anew while it compiles: the database outlives them.
const memory = globalThis as { database?: Record<string, unknown[]> };
memory.database ??= { user: [], session: [], account: [], verification: [], jwks: [] };

export const auth = betterAuth({
  baseURL: process.env.BETTER_AUTH_URL!,
  secret: process.env.BETTER_AUTH_SECRET!,
  database: memoryAdapter(memory.database),
  emailAndPassword: { enabled: true },
  session: { cookieCache: { enabled: true } },
  rateLimit: { enabled: false },
  plugins: [jwt()],
});
