//! Requests and what came back.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;
use ureq::http::{HeaderMap, Request};

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The whole of a refusal: status, one shape, constant headers.
    #[track_caller]
    pub fn is_refused(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        let body = self.json();
        assert_eq!(body["code"], code, "{}", self.text);
        assert!(body["detail"].as_str().is_some_and(|detail| detail.ends_with('.')), "{}", self.text);
        let allowed = ["detail", "code", "errors"];
        assert!(body.as_object().unwrap().keys().all(|key| allowed.contains(&key.as_str())), "{}", self.text);
        assert_eq!(self.header("content-type"), "application/json");
        assert_eq!(self.header("cache-control"), "no-store");
        body
    }

    /// The fields named in `errors`.
    #[track_caller]
    pub fn fields_at_fault(&self) -> Vec<String> {
        let body = self.is_refused(400, "validation_failed");
        let errors = body["errors"].as_array().unwrap();
        assert!(errors.iter().all(|error| error["message"].is_string()));
        errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
    }
}

/// One request over its own connection.
pub fn send(method: &str, url: &str, headers: &[(&str, &str)], body: Option<&str>) -> Reply {
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(Duration::from_secs(20)))
        .build()
        .new_agent();
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = match body {
        Some(body) => agent.run(request.body(body.to_owned()).unwrap()),
        // Or ureq sends an empty chunked body: the server answers without reading it, and whether it then closes the
        // connection depends on when the last chunk arrives.
        None if method == "PATCH" => agent.run(request.body(String::new()).unwrap()),
        None => agent.run(request.body(()).unwrap()),
    };
    let mut answer = answer.unwrap_or_else(|error| panic!("{method} {url}: {error}"));
    let bytes = answer.body_mut().read_to_vec().unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Reply { status: answer.status().as_u16(), headers: answer.headers().clone(), text }
}

/// Bytes as given, for what no well-behaved client sends; the answer up to the end of the connection.
pub fn raw(address: &str, parts: &[&[u8]]) -> Reply {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    for part in parts {
        stream.write_all(part).unwrap();
    }
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    parse(&String::from_utf8(bytes).unwrap())
}

fn parse(answer: &str) -> Reply {
    let (head, text) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        headers.append(ureq::http::HeaderName::try_from(name).unwrap(), value.parse().unwrap());
    }
    Reply { status, headers, text: text.to_owned() }
}
