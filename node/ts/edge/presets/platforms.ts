//! Platforms whose sign-in comes with the rest: Clerk, Cognito, Supabase, WorkOS.

import type { Names } from '../../types.js';
import type { Settings } from '../builder/settings.js';
import { ConfigError } from '../config_error.js';
import { isAlphanumeric } from '../text.js';
import { ensure, names, parseBase, urlOf } from './input.js';
import { preset } from './preset.js';

/** Clerk: session tokens. They have no `aud`; in its place `azp` must be one of the origins of your front ends. */
export function clerk(frontendApiUrl: string, authorizedParties: Names): Settings {
  const url = "write the Frontend API URL of Clerk's dashboard, such as https://clerk.example.com";
  const issuer = urlOf(parseBase('Clerk Frontend API URL', frontendApiUrl, url));
  const write = 'write the origins of your front ends, without a slash at the end, such as https://app.example.com';
  return preset({
    issuers: [issuer],
    audiences: null,
    jwksUrl: `${issuer}/.well-known/jwks.json`,
    algorithms: ['RS256'],
    // OAuth access tokens, machine tokens and those of JWT templates are signed by the same key.
    typ: 'JWT',
    required: ['sid'],
    require: { azp: names('authorized party', authorizedParties, write, isOrigin) },
  });
}

/** As browsers write it into `Origin`; extensions (`chrome-extension://id`) have one too. */
function isOrigin(given: string): boolean {
  if (!URL.canParse(given)) return false;
  const { protocol, origin, host, pathname } = new URL(given);
  if (['http:', 'https:'].includes(protocol)) return origin === given;
  return host !== '' && pathname === '' && !/[?#]/.test(given);
}

/** Amazon Cognito: access tokens of a user pool for one of its app clients; `token_use` turns ID tokens away. */
export function cognito(userPoolId: string, clientId: Names): Settings {
  const pool = 'write region, underscore and id, such as eu-central-1_a1B2c3D4e';
  const [, region] = /^([a-z]+(?:-[a-z]+)+-[0-9]+)_[A-Za-z0-9]+$/.exec(userPoolId) ?? [];
  ensure(region !== undefined, 'Cognito user pool id', userPoolId, pool);
  const write = "write the app client's id, such as 1example23456789";
  const clients = names('Cognito client id', clientId, write, (id) => /^[A-Za-z0-9_+]+$/.test(id));
  const issuer = (service: string): string => `https://${service}.${region}.amazonaws.com/${userPoolId}`;
  return preset({
    // Both names that a pool can be set to, the original and the updated.
    issuers: [issuer('cognito-idp'), issuer('issuer-cognito-idp')],
    audiences: null,
    jwksUrl: `${issuer('cognito-idp')}/.well-known/jwks.json`,
    algorithms: ['RS256'],
    require: { token_use: ['access'], client_id: clients },
  });
}

/** Supabase Auth: access tokens of signed-in users of a project, signed with its JWT signing keys. */
export function supabase(projectUrl: string): Settings {
  const what = 'Supabase project URL';
  const write = "write the project's URL without a path, such as https://abcdefghijklmnopqrst.supabase.co";
  const base = parseBase(what, projectUrl, write);
  ensure(base.path === '', what, projectUrl, write);
  const issuer = `${base.origin}/auth/v1`;
  return preset({
    issuers: [issuer],
    audiences: ['authenticated'],
    jwksUrl: `${issuer}/.well-known/jwks.json`,
    // None of them meets HS256, so that the two halves of a migration stay apart.
    algorithms: ['ES256', 'RS256', 'EdDSA'],
  });
}

/** WorkOS AuthKit: session access tokens. They have no `aud`; the keys are those of this client id alone. */
export function workos(clientId: string): Settings {
  const what = 'WorkOS client id';
  const write = 'write the client id of your environment, such as client_01HXYZ123456789ABCDEFGHIJK';
  // Never quoted: a secret.
  if (clientId.startsWith('sk_')) throw new ConfigError(`A WorkOS API key was given as client id: ${write}.`);
  const isId = clientId.startsWith('client_') && isAlphanumeric(clientId.slice('client_'.length));
  ensure(isId, what, clientId, write);
  const host = 'https://api.workos.com';
  return preset({
    issuers: [`${host}/user_management/${clientId}`, host],
    audiences: null,
    jwksUrl: `${host}/sso/jwks/${clientId}`,
    algorithms: ['RS256'],
    required: ['sid'],
    scopesFrom: 'permissions',
    keysNameAudience: true,
  });
}
