// `bearward/edge` as it is installed beside this folder.

import { hostOf } from './hosts.mjs';

export async function edge() {
  const entry = await import('bearward/edge');
  // A file of the package that is no entry of it.
  const virtual = await import(new URL('./virtual_time.js', import.meta.resolve('bearward/edge')).href);
  return hostOf(entry, virtual);
}
