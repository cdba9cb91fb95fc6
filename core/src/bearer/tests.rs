use super::*;

fn find(
    transport: &Transport,
    method: &str,
    headers: &[(&str, &[u8])],
) -> Result<Option<String>, DenialCode> {
    let head = RequestHead { method, headers: headers.iter().copied() };
    transport.find(head).map(|token| token.map(str::to_owned)).map_err(|denial| denial.code())
}

#[test]
fn the_authorization_header() {
    use DenialCode::{AuthorizationMalformed, TokenMalformed, TokenMissing};
    let transport = Transport::default();
    for (value, expected) in [
        (&b"Bearer a.b.c"[..], Ok("a.b.c")),
        (b"bearer a.b.c", Ok("a.b.c")),
        (b"BEARER a.b.c", Ok("a.b.c")),
        (b" \tBearer a.b.c ", Ok("a.b.c")),
        (b"", Err(TokenMissing)),
        (b"a.b.c", Err(TokenMissing)),
        (b"Basic YTpi", Err(TokenMissing)),
        (b"Bearera.b.c", Err(TokenMissing)),
        (b"Digest username=\"a\", realm=\"b\"", Err(TokenMissing)),
        (b"Bearer", Err(TokenMalformed)),
        (b"Bearer ", Err(TokenMalformed)),
        (b"Bearer  a.b.c", Err(TokenMalformed)),
        (b"Bearer\ta.b.c", Err(TokenMalformed)),
        (b"Bearer\xc2\xa0a.b.c", Err(TokenMalformed)),
        (b"Bearer \xe9", Err(TokenMalformed)),
        (b"Bearer: a.b.c", Err(TokenMalformed)),
        (b"Bearer=a.b.c", Err(TokenMalformed)),
        (b"Bearer Bearer a.b.c", Err(TokenMalformed)),
        (b"Bearer a.b.c, Bearer d.e.f", Err(AuthorizationMalformed)),
        (b"Bearer a.b.c,", Err(AuthorizationMalformed)),
        (b"Basic YTpi, Bearer a.b.c", Err(AuthorizationMalformed)),
    ] {
        let found = find(&transport, "GET", &[("Authorization", value)]);
        assert_eq!(
            found,
            expected.map(|token| Some(token.to_owned())),
            "{:?}",
            String::from_utf8_lossy(value)
        );
    }
    assert_eq!(find(&transport, "GET", &[("cookie", b"token=a.b.c")]), Ok(None));
    let twice: [(&str, &[u8]); 2] = [("authorization", b"Bearer a.b.c"), ("AUTHORIZATION", b"Bearer a.b.c")];
    assert_eq!(find(&transport, "GET", &twice), Err(AuthorizationMalformed));
}

#[test]
fn other_places_come_second_and_a_bad_header_never_falls_back() {
    let transport = Transport {
        header: Some("x-token".into()),
        cookie: Some("t".into()),
        origins: vec!["https://a.example".into()],
    };
    let token = |text: &str| Ok(Some(text.to_owned()));
    assert_eq!(find(&transport, "GET", &[("X-Token", b"a.b.c"), ("cookie", b"t=d.e.f")]), token("a.b.c"));
    assert_eq!(find(&transport, "GET", &[("cookie", b"s=1; t=d.e.f")]), token("d.e.f"));
    assert_eq!(
        find(&transport, "GET", &[("authorization", b"Basic x"), ("cookie", b"t=d.e.f")]),
        Err(DenialCode::TokenMissing)
    );
    assert_eq!(find(&transport, "GET", &[("cookie", b"t=1; t=2")]), Err(DenialCode::AuthorizationMalformed));
}

#[test]
fn a_cookie_needs_an_origin_where_something_may_change() {
    let transport = Transport {
        cookie: Some("t".into()),
        origins: vec!["https://a.example".into()],
        ..Transport::default()
    };
    let cookie: (&str, &[u8]) = ("cookie", b"t=a.b.c");
    let origin = |value: &'static [u8]| ("origin", value);
    for (method, headers, good) in [
        ("GET", vec![cookie], true),
        ("POST", vec![cookie], false),
        ("POST", vec![cookie, origin(b"https://a.example")], true),
        ("POST", vec![cookie, origin(b"https://evil.example")], false),
        ("POST", vec![cookie, origin(b"https://a.example"), origin(b"https://evil.example")], false),
        ("DELETE", vec![cookie, ("sec-fetch-site", b"same-origin")], true),
        ("DELETE", vec![cookie, ("sec-fetch-site", b"same-site")], false),
        ("GET", vec![cookie, ("upgrade", b"WebSocket")], false),
        ("GET", vec![cookie, ("upgrade", b"websocket, x")], false),
        ("GET", vec![cookie, ("upgrade", b"h2c,\twebsocket")], false),
        ("GET", vec![cookie, ("upgrade", b"WebSocket/13")], false),
        ("GET", vec![cookie, ("upgrade", b"h2c"), ("Upgrade", b"websocket")], false),
        ("GET", vec![cookie, ("upgrade", b"websocket"), ("Upgrade", b"h2c")], false),
        ("GET", vec![cookie, ("upgrade", b"websocket, x"), origin(b"https://a.example")], true),
        ("GET", vec![cookie, ("upgrade", b"h2c, websockets, x/websocket")], true),
        ("GET", vec![cookie, ("upgrade", b"websocket"), origin(b"https://a.example")], true),
    ] {
        assert_eq!(find(&transport, method, &headers).is_ok(), good, "{method} {headers:?}");
    }
}

#[test]
fn a_head_is_shown_without_its_credentials() {
    let head = RequestHead { method: "GET", headers: [("authorization", &b"Bearer a.b.c"[..])] };
    assert_eq!(format!("{head:?}"), r#"RequestHead { method: "GET", headers: "not shown" }"#);
}
