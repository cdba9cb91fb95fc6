//! Options of the token itself: its algorithms, its kind, its size.

use crate::algorithm::Algorithm;
use crate::builder::VerifierBuilder;

impl<Stage> VerifierBuilder<Stage> {
    /// Accepts these algorithms only. By default: of a key set every public-key algorithm, of a secret HS256, of a PEM what its key type fits.
    ///
    /// ```
    /// use bearward::Algorithm;
    /// # use bearward::Verifier;
    /// # let url = "https://id.example.com/jwks";
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").jwks_url(url);
    /// let verifier = builder.algorithms([Algorithm::EdDsa, Algorithm::Es256]).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn algorithms(self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.algorithm_names(algorithms.into_iter().map(Algorithm::name))
    }

    /// [`algorithms`](Self::algorithms) by name: an unknown one is a `ConfigError`.
    ///
    /// ```
    /// # use bearward::Verifier;
    /// # let url = "https://id.example.com/jwks";
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").jwks_url(url);
    /// let verifier = builder.algorithm_names(["EdDSA", "ES256"]).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn algorithm_names<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.settings.algorithms = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Accepts this `typ` only (`at+jwt`, RFC 9068); by default absent, `JWT` and `at+jwt` pass.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.typ("at+jwt").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn typ(mut self, typ: impl Into<String>) -> Self {
        self.settings.typ = Some(typ.into());
        self
    }

    /// Takes a preset's [`typ`](Self::typ) back: absent, `JWT` and `at+jwt` pass again.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.typ("at+jwt").default_typ().build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn default_typ(mut self) -> Self {
        self.settings.typ = None;
        self
    }

    /// Accepts sender-constrained tokens (`cnf`: DPoP, mTLS) as plain bearer tokens, which gives their protection up.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.allow_unbound_use().build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn allow_unbound_use(mut self) -> Self {
        self.settings.allow_unbound_use = true;
        self
    }

    /// The longest token that is looked at, in bytes (16 KiB by default); in [`Verifier::many`](crate::Verifier::many) each keeps its own.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.max_token_bytes(4096).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn max_token_bytes(mut self, bytes: usize) -> Self {
        self.settings.max_token_bytes = bytes;
        self
    }

    /// Remembers verified tokens: up to so many entries and bytes (tokens and their claims, which are secret). A token that comes again
    /// costs a look-up instead of a signature; it still passes `exp`, `nbf`, `max_token_age`, `revoked_if` and the keys of the moment.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.token_cache(10_000, 32 << 20).build()?; // at most 10 000 tokens, and 32 MiB
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    #[cfg(feature = "token-cache")]
    pub fn token_cache(mut self, entries: u64, bytes: u64) -> Self {
        self.settings.token_cache = Some(crate::token_cache::CacheBounds { entries, bytes });
        self
    }

    /// Remembers the headers of tokens whose signatures have held (up to eight), so that they are not read again. Decides alike with and
    /// without; of use with one issuer, and left alone by [`Verifier::many`](crate::Verifier::many).
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.header_cache().build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn header_cache(mut self) -> Self {
        self.settings.header_cache = true;
        self
    }
}
