//! Options of the transport: where in a request the token may stand.

use crate::builder::{Names, VerifierBuilder};

impl<Stage> VerifierBuilder<Stage> {
    /// Also takes a bare token from this header, if there is no Authorization header (`Cf-Access-Jwt-Assertion`).
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.token_header("Cf-Access-Jwt-Assertion").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn token_header(mut self, name: impl Into<String>) -> Self {
        self.settings.transport.header = Some(name.into());
        self
    }

    /// Also takes the token from this cookie. On unsafe methods and WebSocket handshakes the request must then come from one of
    /// [`allowed_origins`](Self::allowed_origins) or say `Sec-Fetch-Site: same-origin`.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.cookie("session").allowed_origins("https://app.example.com").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn cookie(mut self, name: impl Into<String>) -> Self {
        self.settings.transport.cookie = Some(name.into());
        self
    }

    /// The origins (`https://app.example.com`) that may send the cookie with an unsafe method.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let origins = ["https://app.example.com", "https://admin.example.com"];
    /// let verifier = builder.cookie("session").allowed_origins(origins).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn allowed_origins(mut self, origins: impl Names) -> Self {
        self.settings.transport.origins = origins.into_names();
        self
    }
}
