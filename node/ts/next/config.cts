//! `bearward/next/config`: the one setting that a native addon needs in Next.js. CommonJS, for every kind of `next.config`.

import type { NextConfig } from 'next';

/** What `next.config` may export: the configuration, or a function (maybe async) that makes it. */
export type NextConfigExport =
  | NextConfig
  | ((phase: string, context: { defaultConfig: NextConfig }) => NextConfig | Promise<NextConfig>);

/** The same kind of export, with `serverExternalPackages` naming bearward: bundlers cannot take its addon in. */
export function withBearward(): NextConfig;
export function withBearward<T extends NextConfigExport>(config: T): T;
export function withBearward(config: NextConfigExport = {}): NextConfigExport {
  if (typeof config !== 'function') return external(config);
  return (phase, context) => {
    const made = config(phase, context);
    return 'then' in made ? made.then(external) : external(made);
  };
}

function external(config: NextConfig): NextConfig {
  const packages = new Set([...(config.serverExternalPackages ?? []), 'bearward']);
  return { ...config, serverExternalPackages: [...packages] };
}
