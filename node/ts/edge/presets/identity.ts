//! Identity services with tenants of their own: Auth0, Okta, Keycloak, Microsoft Entra ID.

import type { Names } from '../../types.js';
import { namesOf } from '../builder/given.js';
import type { Settings } from '../builder/settings.js';
import { asciiLower } from '../text.js';
import { domain, ensure, parseBase, urlOf } from './input.js';
import { preset } from './preset.js';

/** Auth0: access tokens of an API. The issuer is `https://<domain>/`, with the slash. */
export function auth0(tenant: string, audience: Names): Settings {
  const write = 'write the domain alone, without https:// and without a path, such as my-tenant.eu.auth0.com';
  const host = domain('Auth0 domain', tenant, write);
  return preset({
    issuers: [`https://${host}/`],
    audiences: namesOf('audience', audience),
    jwksUrl: `https://${host}/.well-known/jwks.json`,
    // What an API can be set to; its key in the set is bound to one of them.
    algorithms: ['RS256', 'RS512', 'PS256'],
  });
}

/** Okta: access tokens of a custom authorization server. `cid` must be there: Okta's ID tokens have none. */
export function okta(issuerUrl: string, audience: Names): Settings {
  const what = 'Okta issuer';
  const write =
    'write the issuer of a custom authorization server, such as https://dev-123456.okta.com/oauth2/default';
  const base = parseBase(what, issuerUrl, write);
  const server = /^\/oauth2\/([^/]+)$/.exec(base.path)?.[1] ?? 'v1';
  ensure(server !== 'v1', what, issuerUrl, write);
  const issuer = urlOf(base);
  return preset({
    issuers: [issuer],
    audiences: namesOf('audience', audience),
    jwksUrl: `${issuer}/v1/keys`,
    algorithms: ['RS256'],
    required: ['cid'],
  });
}

/** Keycloak: access tokens of a realm. The claim `typ` must be `Bearer`: ID tokens say `ID`. */
export function keycloak(realmUrl: string, audience: Names): Settings {
  const what = 'Keycloak realm URL';
  const write = "write the realm's URL, such as https://sso.example.com/realms/shop";
  const base = parseBase(what, realmUrl, write);
  ensure(/\/realms\/[^/]+$/.test(base.path), what, realmUrl, write);
  const issuer = urlOf(base);
  return preset({
    issuers: [issuer],
    audiences: namesOf('audience', audience),
    jwksUrl: `${issuer}/protocol/openid-connect/certs`,
    require: { typ: ['Bearer'] },
  });
}

/** Microsoft Entra ID: v2.0 access tokens of one tenant. `azp` must be there: ID tokens have none. */
export function entra(tenantId: string, audience: Names): Settings {
  const write =
    "write your tenant's id, such as 72f988bf-86f1-41af-91ab-2d7cd011db47; neither a domain nor common, " +
    'organizations or consumers, which are no issuer of a token';
  ensure(/^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/.test(tenantId), 'Entra tenant', tenantId, write);
  const tenant = `https://login.microsoftonline.com/${asciiLower(tenantId)}`;
  return preset({
    issuers: [`${tenant}/v2.0`],
    audiences: namesOf('audience', audience),
    jwksUrl: `${tenant}/discovery/v2.0/keys`,
    // The keys have no `alg`: without a list they would serve every RSA algorithm.
    algorithms: ['RS256'],
    required: ['azp'],
  });
}
