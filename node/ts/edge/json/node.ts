//! What is kept of a JSON value.

/** A value that was asked for. */
export type Node =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** Digits alone that fit 64 bits: no sign, fraction or exponent. */
  | { readonly kind: 'integer'; readonly digits: string }
  /** Any other number, and as it was written. */
  | { readonly kind: 'number'; readonly value: number; readonly source: string }
  | { readonly kind: 'text'; readonly text: string }
  /** Its items, under `all` alone. */
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  /** Its members, under `all` alone. */
  | { readonly kind: 'object'; readonly members: Members }
  /** Any value under `raw`: its text, checked. */
  | { readonly kind: 'raw'; readonly text: string }
  /** An array of which it was asked whether it names somebody. */
  | { readonly kind: 'names'; readonly names: Names };

/** Members by name, in the order of the text. */
export type Members = ReadonlyMap<string, Node>;

/**
 * How much of a member's value is kept: `scalar` is scalars alone (of arrays and objects the type), a list of names asks of an
 * array whether one of them is in it, `all` is everything, `raw` the value's own text: for what is signed as it is written, or passed
 * on unread. What a token could blow up is never kept whole.
 */
export type Keep = 'scalar' | 'all' | 'raw' | readonly string[];

/** What is known of an array of names. */
export interface Names {
  found: boolean;
  /** The type of an item that is not a string. */
  foreign: string | null;
  /** The first few before the one that was found, for an explanation. */
  readonly first: string[];
}

const FIRST_NAMES = 5;

/** Takes one more item of such an array down. */
export function addName(names: Names, item: Node, wanted: readonly string[]): void {
  if (item.kind !== 'text') {
    names.foreign ??= typeName(item);
    return;
  }
  names.found ||= wanted.includes(item.text);
  if (!names.found && names.first.length < FIRST_NAMES) names.first.push(item.text);
}

/** The text of a string, and null for anything else. */
export function asText(node: Node | undefined): string | null {
  return node?.kind === 'text' ? node.text : null;
}

/** A number as f64: integers above 2^53 lose their last bits here on purpose, as times are compared. */
export function asNumber(node: Node): number | null {
  if (node.kind === 'integer') return Number(node.digits);
  return node.kind === 'number' ? node.value : null;
}

/** The JSON type, for an explanation. */
export function typeName(node: Node): string {
  switch (node.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return 'a boolean';
    case 'integer':
    case 'number':
      return 'a number';
    case 'text':
      return 'a string';
    case 'list':
    case 'names':
      return 'an array';
    case 'object':
      return 'an object';
    case 'raw':
      return rawTypeName(node.text);
  }
}

/** The text of a value that was kept as it is written. */
export function asRaw(node: Node | undefined): string | null {
  return node?.kind === 'raw' ? node.text : null;
}

/** The type of a value that has been checked: its first character says it. */
function rawTypeName(text: string): string {
  const names: Readonly<Record<string, string>> = { '{': 'an object', '[': 'an array', '"': 'a string', t: 'a boolean', f: 'a boolean', n: 'null' };
  return names[text.charAt(0)] ?? 'a number';
}
