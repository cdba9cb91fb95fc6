//! Presets: sets of defaults for known issuers. What a preset sets may be replaced by the options.

import { type Settings, defaults } from '../builder/settings.js';

/** What a preset chooses. */
export interface Preset {
  readonly issuers: readonly string[];
  /** Null: any, where something else stands in its place. */
  readonly audiences: readonly string[] | null;
  readonly jwksUrl: string;
  readonly algorithms?: readonly string[];
  readonly typ?: string;
  readonly required?: readonly string[];
  /** Claims and the texts that they may have. */
  readonly require?: Readonly<Record<string, readonly string[]>>;
  readonly scopesFrom?: string;
  /** The keys are those of one application alone. */
  readonly keysNameAudience?: boolean;
}

export function preset(chosen: Preset): Settings {
  const settings = defaults(chosen.issuers);
  settings.audiences = chosen.audiences;
  settings.keys = { kind: 'url', url: chosen.jwksUrl };
  settings.algorithms = chosen.algorithms ?? null;
  settings.typ = chosen.typ ?? null;
  settings.required = [...(chosen.required ?? [])];
  for (const [claim, texts] of Object.entries(chosen.require ?? {})) {
    settings.oneOf.set(claim, texts.map((text) => ({ kind: 'text', text })));
  }
  settings.scopesFrom = chosen.scopesFrom ?? null;
  settings.keysNameAudience = chosen.keysNameAudience ?? false;
  return settings;
}
