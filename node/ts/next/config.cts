//! `bearward/next/config`: the one setting that a native addon needs in Next.js. CommonJS, for every kind of `next.config`.

import type { NextConfig } from 'next';

/** What `next.config` may export: the configuration, a promise of it, or a function (maybe async) that makes it. */
export type NextConfigExport =
  | NextConfig
  | Promise<NextConfig>
  | ((phase: string, context: { defaultConfig: NextConfig }) => NextConfig | Promise<NextConfig>);

/** The same kind of export, with `serverExternalPackages` naming bearward: bundlers cannot take its addon in. */
export function withBearward(): NextConfig;
export function withBearward<T extends NextConfigExport>(config: T): T;
export function withBearward(config: NextConfigExport = {}): NextConfigExport {
  if (typeof config === 'function') return (phase, context) => known(config(phase, context), 'the function gave');
  return known(config, 'it was given');
}

function known(config: NextConfig | Promise<NextConfig>, how: string): NextConfig | Promise<NextConfig> {
  const later = (config as { readonly then?: unknown } | null | undefined)?.then;
  return typeof later === 'function' ? (config as Promise<NextConfig>).then((made) => external(made, how)) : external(config as NextConfig, how);
}

function external(config: NextConfig, how: string): NextConfig {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    const what = config === null ? 'null' : Array.isArray(config) ? 'an array' : typeof config;
    throw new TypeError(`withBearward: ${how} ${what}: the configuration of Next.js is an object`);
  }
  const packages = new Set([...(config.serverExternalPackages ?? []), 'bearward']);
  return { ...config, serverExternalPackages: [...packages] };
}
