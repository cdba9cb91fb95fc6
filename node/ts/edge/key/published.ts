//! Secrets that stand in documentation, defaults and tutorials, as in `core/src/key/secret.rs`; a test holds the two together.

export const PUBLISHED: readonly string[] = [
  'better-auth-secret-12345678901234567890',
  'better-auth-secret-123456789012345678901234567890',
  'a-string-secret-at-least-256-bits-long',
  'a-valid-string-secret-that-is-at-least-384-bits-long',
  'a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long',
  'your-256-bit-secret-your-256-bit-secret',
  'your-super-secret-jwt-token-with-at-least-32-characters-long',
  'super-secret-jwt-token-with-at-least-32-characters-long',
  '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
  'your-secret-key-here-min-32-characters',
  'your-secret-key-min-32-characters-long',
  'your-secret-key-at-least-32-characters-long',
  'your-super-secret-key-at-least-32-characters-long',
  'your-better-auth-secret-min-32-characters',
  'your-better-auth-secret-at-least-32-characters-long',
  'your_super_secret_key_change_this_in_production',
];
