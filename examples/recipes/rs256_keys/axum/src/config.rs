//! The settings: environment variables, the same as those of the FastAPI program beside this one.

use axum::http::HeaderValue;
use axum_tasks::store::Database;

pub(crate) struct Config {
    pub(crate) database: Database,
    pub(crate) better_auth_url: String,
    pub(crate) jwks_url: String,
    /// Without it tokens for any audience are good, as in the guide.
    pub(crate) audience: Option<String>,
    /// Seconds.
    pub(crate) jwks_cache_ttl: u32,
    pub(crate) allowed_origins: Vec<HeaderValue>,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) debug: bool,
}

impl Config {
    /// Reads the environment; the fault in one sentence.
    pub(crate) fn from_env() -> Result<Self, String> {
        let url = get("DATABASE_URL").or_else(|| get("NEON_DATABASE_URL"));
        let url = url.unwrap_or_else(|| "sqlite:///tasks.sqlite".to_owned());
        let origins = get("ALLOWED_ORIGINS").unwrap_or_else(|| "http://localhost:3000".to_owned());
        let origins = origins.split(',').map(|origin| HeaderValue::from_str(origin.trim()));
        Ok(Self {
            database: Database::parse(&spelled(&url))
                .ok_or("DATABASE_URL must begin with sqlite:// or postgresql://")?,
            better_auth_url: get("BETTER_AUTH_URL").ok_or("BETTER_AUTH_URL is not set")?,
            jwks_url: get("BETTER_AUTH_JWKS_URL").ok_or("BETTER_AUTH_JWKS_URL is not set")?,
            audience: get("AUDIENCE").or_else(|| get("NEXT_PUBLIC_API_URL")),
            jwks_cache_ttl: number("JWKS_CACHE_TTL", 3600)?,
            allowed_origins: origins
                .collect::<Result<_, _>>()
                .map_err(|_| "ALLOWED_ORIGINS has no such characters")?,
            host: get("HOST").unwrap_or_else(|| "0.0.0.0".to_owned()),
            port: number("PORT", 8000)?,
            debug: get("DEBUG").is_some_and(|value| {
                matches!(value.to_ascii_lowercase().as_str(), "1" | "true" | "yes" | "on")
            }),
        })
    }
}

/// An empty value counts as absent.
fn get(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn number<T: std::str::FromStr>(name: &str, default: T) -> Result<T, String> {
    match get(name) {
        None => Ok(default),
        Some(text) => text.parse().map_err(|_| format!("{name} must be a number")),
    }
}

/// The way Python's SQLAlchemy writes it, so that one value serves both programs: a driver after `+`, and three slashes before
/// a relative path.
fn spelled(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match scheme.split('+').next() {
        Some("sqlite") => format!("sqlite:{}", rest.strip_prefix('/').unwrap_or(rest)),
        scheme => format!("{}://{rest}", scheme.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_means_what_it_means_to_sqlalchemy() {
        for (given, meant) in [
            ("sqlite:///tasks.sqlite", "sqlite:tasks.sqlite"),
            ("sqlite+aiosqlite:////data/tasks.sqlite", "sqlite:/data/tasks.sqlite"),
            ("postgresql+asyncpg://u:p@h/d", "postgresql://u:p@h/d"),
            ("postgres://u:p@h/d?sslmode=require", "postgres://u:p@h/d?sslmode=require"),
        ] {
            assert_eq!(spelled(given), meant);
        }
    }
}
