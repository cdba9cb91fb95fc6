'use strict';
// Finds the addon, when it is first needed: an import must never fail. A proxy of Next.js that fails at load with
// MODULE_NOT_FOUND or ENOENT is taken for one that is not there, and its routes answer 200 with nothing.

const { version } = require('./package.json');

// Written out, so that tools which trace files find them.
const ADDONS = {
  'darwin-arm64': () => require('@bearward/darwin-arm64'),
  'darwin-x64': () => require('@bearward/darwin-x64'),
  'linux-arm64-gnu': () => require('@bearward/linux-arm64-gnu'),
  'linux-arm64-musl': () => require('@bearward/linux-arm64-musl'),
  'linux-x64-gnu': () => require('@bearward/linux-x64-gnu'),
  'linux-x64-musl': () => require('@bearward/linux-x64-musl'),
  'win32-arm64-msvc': () => require('@bearward/win32-arm64-msvc'),
  'win32-x64-msvc': () => require('@bearward/win32-x64-msvc'),
};

class AddonError extends Error {
  constructor(code, sentence, cause) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = 'AddonError';
    this.code = code;
  }
}

let addon;

/** The addon of this platform. Throws BEARWARD_ADDON_MISSING, BEARWARD_ADDON_BROKEN or BEARWARD_ADDON_MISMATCH. */
exports.load = function load() {
  addon ??= find();
  return addon;
};

function find() {
  const platform = platformName();
  const name = `@bearward/${platform}`;
  const open = ADDONS[platform];
  if (open === undefined) {
    throw new AddonError('BEARWARD_ADDON_MISSING', `bearward has no addon for ${platform}: import "bearward/edge", which needs none.`);
  }
  let found;
  try {
    found = open();
  } catch (cause) {
    if (isAbsent(cause, name)) {
      throw new AddonError(
        'BEARWARD_ADDON_MISSING',
        `bearward's addon ${name} is not installed: install again with optional dependencies, on the platform that runs it (npm install ${name}@${version}).`,
      );
    }
    throw new AddonError('BEARWARD_ADDON_BROKEN', `bearward's addon ${name} cannot be loaded: ${firstLine(cause)}`, cause);
  }
  if (found.version() !== version) {
    throw new AddonError(
      'BEARWARD_ADDON_MISMATCH',
      `bearward is ${version} but its addon ${name} is ${found.version()}: install both again (npm install bearward@${version} ${name}@${version}).`,
    );
  }
  return found;
}

function platformName() {
  const { platform, arch } = process;
  if (platform === 'win32') return `${platform}-${arch}-msvc`;
  if (platform === 'linux') return `${platform}-${arch}-${isMusl() ? 'musl' : 'gnu'}`;
  return `${platform}-${arch}`;
}

/** A Node.js that runs on glibc says which; Alpine's does not. */
function isMusl() {
  const before = process.report.excludeNetwork;
  process.report.excludeNetwork = true;
  try {
    return process.report.getReport().header.glibcVersionRuntime === undefined;
  } catch {
    return false;
  } finally {
    process.report.excludeNetwork = before;
  }
}

/** True if the package itself is what was not found. */
function isAbsent(error, name) {
  return error !== null && typeof error === 'object' && error.code === 'MODULE_NOT_FOUND' && String(error.message).includes(`'${name}'`);
}

function firstLine(error) {
  return String(error?.message ?? error).split('\n', 1)[0];
}
