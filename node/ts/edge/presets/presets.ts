//! Presets: sets of defaults for known issuers.

export { betterAuth, betterAuthOauth } from './better_auth.js';
export { firebase, google } from './google.js';
export { auth0, entra, keycloak, okta } from './identity.js';
export { clerk, cognito, supabase, workos } from './platforms.js';
