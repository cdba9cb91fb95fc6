/** Better Auth: e-mail and password, and tokens for the task APIs. */

import { betterAuth, type BetterAuthOptions, type BetterAuthPlugin } from "better-auth";
import { jwt, twoFactor } from "better-auth/plugins";
import { database } from "./database";
import { secret } from "./secret";
import { settings } from "./settings";

export type Auth = ReturnType<typeof build>;

let built: Auth | undefined;

/** Made when first asked for: a build has neither secret nor database. */
export function auth(): Auth {
  built ??= build();
  return built;
}

function build() {
  return betterAuth(options());
}

/** What Better Auth is told; the migrations go by it too. */
export function options() {
  const { baseUrl, rateLimit } = settings();
  return {
    appName: "Tasks",
    baseURL: baseUrl,
    secret: secret(),
    database: database(),
    emailAndPassword: { enabled: true, minPasswordLength: 10 },
    // Pages are decided from this cookie without a query; after a sign-out elsewhere it is good for that many seconds yet.
    session: { cookieCache: { enabled: true, maxAge: 60 } },
    // Five tries a minute from one address, counted in the database so that all processes count together.
    rateLimit: {
      enabled: rateLimit,
      storage: "database" as const,
      customRules: Object.fromEntries(GUESSABLE.map((path) => [path, { window: 60, max: 5 }])),
    },
    plugins: plugins(),
    telemetry: { enabled: false },
  } satisfies BetterAuthOptions;
}

/** Where somebody could guess passwords and codes. */
const GUESSABLE = ["/sign-in/*", "/two-factor/*"];

function plugins(): BetterAuthPlugin[] {
  const { tokenLife, keyRotation, twoFactor: second } = settings();
  const tokens = jwt({
    jwt: { expirationTime: tokenLife },
    // A key without an end would never be replaced: Better Auth writes it down when it makes the key.
    jwks: { rotationInterval: keyRotation },
  });
  return second ? [tokens, twoFactor({ issuer: "Tasks" })] : [tokens];
}
