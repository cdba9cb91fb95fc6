//! Presets: sets of defaults for known issuers, one file each. What a preset sets may be set again on its builder.
//!
//! Each pins what the issuer documents and no more: issuer, audience or what stands in its place, the address of the keys, the
//! algorithms, and what tells its access tokens from its other tokens, which the same keys sign.

mod auth0;
mod better_auth;
mod clerk;
mod cognito;
mod entra;
mod google;
mod input;
mod keycloak;
mod okta;
mod supabase;
mod workos;
