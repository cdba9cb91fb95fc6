import type { NextConfig } from "next";
import { withBearward } from "bearward/next/config";

/** On every answer; the policy of scripts and styles is in proxy.ts, since it has a nonce of its own each time. */
const headers = [
  { key: "X-Frame-Options", value: "DENY" },
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()" },
];

const config: NextConfig = {
  poweredByHeader: false,
  // The embedded database brings its WebAssembly along; a bundler would lose it.
  serverExternalPackages: ["@electric-sql/pglite"],
  // A lock file further up must not make a wider folder the root of this application.
  turbopack: { root: process.cwd() },
  headers: async () => [{ source: "/:path*", headers }],
};

export default withBearward(config);
