//! A denial, as plain members.

use bearward::Denial;
use napi_derive::napi;

/// What `Denied` is made of.
#[napi(object, object_from_js = false, use_nullable = true)]
pub struct DenialParts {
    pub code: &'static str,
    pub status: u32,
    pub oauth_error: Option<&'static str>,
    pub claim: Option<String>,
    pub retry_after: Option<u32>,
    #[napi(ts_type = "[string, string][]")]
    pub headers: Vec<Vec<String>>,
    pub body: String,
    pub content_type: &'static str,
    pub expected: Option<String>,
    pub received: Option<String>,
    pub hint: Option<String>,
}

impl From<&Denial> for DenialParts {
    fn from(denial: &Denial) -> Self {
        let why = denial.explain();
        Self {
            code: denial.code().as_str(),
            status: denial.status().into(),
            oauth_error: denial.oauth_error(),
            claim: denial.claim().map(str::to_owned),
            retry_after: denial.retry_after(),
            headers: denial.headers().into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect(),
            body: denial.body(),
            content_type: denial.content_type(),
            expected: why.expected.clone(),
            received: why.received.clone(),
            hint: why.hint.clone(),
        }
    }
}
