//! Google: ID tokens of Sign in with Google, and of Firebase Authentication.

import type { Names } from '../../types.js';
import type { Settings } from '../builder/settings.js';
import { ConfigError } from '../config_error.js';
import { ensure, names } from './input.js';
import { preset } from './preset.js';

/** Firebase Authentication: ID tokens of a project, which is their audience. */
export function firebase(projectId: string): Settings {
  const write = "write the project's id, not its number or name, such as my-project-1a2b3";
  ensure(/^[a-z][a-z0-9-]*$/.test(projectId), 'Firebase project', projectId, write);
  return preset({
    issuers: [`https://securetoken.google.com/${projectId}`],
    audiences: [projectId],
    jwksUrl: 'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
    algorithms: ['RS256'],
    required: ['auth_time'],
  });
}

/** Sign in with Google: ID tokens for one of your client ids (Google's access tokens are opaque). */
export function google(clientIds: Names): Settings {
  const write = 'write the OAuth client id, such as 1234-abc.apps.googleusercontent.com';
  const given = typeof clientIds === 'string' ? [clientIds] : clientIds;
  // Never quoted: a secret.
  if (given.some((id) => id.startsWith('GOCSPX-'))) {
    throw new ConfigError(`A Google client secret was given as client id: ${write}.`);
  }
  return preset({
    // Google writes its name in both ways.
    issuers: ['https://accounts.google.com', 'accounts.google.com'],
    audiences: names('Google client id', given, write, (id) => !/[\s\x85]/.test(id)),
    jwksUrl: 'https://www.googleapis.com/oauth2/v3/certs',
    algorithms: ['RS256'],
  });
}
