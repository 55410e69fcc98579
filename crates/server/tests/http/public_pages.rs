//! The pages of credentials, achievements and issuers, and the pictures that other sites show for them.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::support::{TestServer, achievement_body, issue_body};

const BROWSER: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

async fn open(server: &TestServer, path: &str) -> (u16, reqwest::header::HeaderMap, String) {
    let response: Response =
        server.request(Method::GET, path).header("Accept", BROWSER).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.text().await.unwrap())
}

async fn issue(server: &TestServer, change: impl FnOnce(&mut Value)) -> Value {
    let mut body = issue_body(&server.achievement().await);
    change(&mut body);
    let reply = server.post("/v1/credentials", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.body
}

fn id_of(credential: &Value) -> &str {
    credential["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_valid_credential_is_ready_for_linkedin_other_sites_and_other_pages() {
    let server = TestServer::start().await;
    let credential = issue(&server, |body| {
        body["visibility"] = json!("public");
        body["validFrom"] = json!("2026-03-04T10:00:00Z");
        body["validUntil"] = json!("2099-12-31T10:00:00Z");
    })
    .await;
    let url = credential["verificationUrl"].as_str().unwrap();
    let (status, headers, html) = open(&server, &format!("/credentials/{}", id_of(&credential))).await;
    assert_eq!(status, 200);
    assert!(!headers.contains_key("x-robots-tag") && !html.contains("noindex"));
    let encoded = url.replace(':', "%3A").replace('/', "%2F");
    let linked_in = format!(
        "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&amp;name=Welding%20101\
         &amp;organizationName=TEST%20%E2%80%93%20Example%20College&amp;issueYear=2026&amp;issueMonth=3\
         &amp;expirationYear=2099&amp;expirationMonth=12&amp;certUrl={encoded}&amp;certId={}",
        credential["code"].as_str().unwrap()
    );
    let html = html.replace("&#x2f;", "/");
    for text in [
        linked_in.as_str(),
        &format!("<meta property=\"og:image\" content=\"{url}/card.png\">"),
        "<meta property=\"og:title\" content=\"Welding 101 – TEST – Example College\">",
        "<meta property=\"og:description\" content=\"Awarded to Grace Hopper by TEST – Example College.",
        "<meta name=\"twitter:card\" content=\"summary_large_image\">",
        &format!("<link rel=\"canonical\" href=\"{url}\">"),
        "\"@type\":\"EducationalOccupationalCredential\"",
        &format!("&lt;a href=&quot;{url}&quot;&gt;&lt;img src=&quot;{url}/card.png&quot;"),
        "mailto:?subject=Welding%20101&amp;body=",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-4 -4",
        ".pdf\" download=\"credential.pdf\"",
        ".json\" download=\"credential.json\"",
        "TEST – Example College</bdi></a>",
    ] {
        assert!(html.contains(text), "{text} is missing in {html}");
    }
}

#[tokio::test]
async fn the_card_is_a_png_of_the_size_that_other_sites_ask_for() {
    let server = TestServer::start().await;
    let credential = server.credential().await;
    let path = format!("/credentials/{}/card.png", id_of(&credential));
    let card = server.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(card.headers()["content-type"], "image/png");
    let etag = card.headers()["etag"].clone();
    let bytes = card.bytes().await.unwrap();
    assert_eq!(bytes.get(16..24), Some(&[0, 0, 4, 0xb0, 0, 0, 2, 0x76][..]), "1200 × 630");
    let again = server.request(Method::GET, &path).header("If-None-Match", etag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    // Revoked, it says so.
    let revoke = format!("/v1/credentials/{}/revoke", id_of(&credential));
    server.post(&revoke, &json!({ "reason": "x" })).await;
    let revoked = server.request(Method::GET, &path).send().await.unwrap().bytes().await.unwrap();
    assert_ne!(revoked, bytes);
}

/// Private and unknown are told apart by nobody (K73): same status, same body, on every path of a credential.
#[tokio::test]
async fn visibility_decides_who_sees_a_credential_and_who_finds_it() {
    let server = TestServer::start().await;
    let private = issue(&server, |body| body["visibility"] = json!("private")).await;
    let (id, code) = (id_of(&private), private["code"].as_str().unwrap());
    for (seen, unknown) in [
        (format!("/credentials/{id}"), "/credentials/unknown".to_owned()),
        (format!("/credentials/{code}"), "/credentials/AC-00000000".to_owned()),
        (format!("/credentials/{id}.json"), "/credentials/unknown.json".to_owned()),
        (format!("/credentials/{id}/card.png"), "/credentials/unknown/card.png".to_owned()),
        (format!("/ob2/assertions/{id}"), "/ob2/assertions/unknown".to_owned()),
        (format!("/v1/verify/{id}"), "/v1/verify/unknown".to_owned()),
    ] {
        let (status, headers, body) = open(&server, &seen).await;
        let (other_status, other_headers, other_body) = open(&server, &unknown).await;
        assert_eq!((status, other_status), (404, 404), "{seen}");
        let without_id = |body: String| body.split("\"requestId\"").next().unwrap().to_owned();
        assert_eq!(without_id(body), without_id(other_body), "{seen}");
        assert_eq!(headers["content-type"], other_headers["content-type"], "{seen}");
    }
    let share = server.request(Method::POST, &format!("/credentials/{id}/shares")).send().await.unwrap();
    assert_eq!(share.status(), 404);
    // Its issuer sees the page, and nobody keeps a copy.
    let key = &server.organization.sandbox_api_key;
    let own = server
        .request(Method::GET, &format!("/credentials/{id}"))
        .header("Accept", BROWSER)
        .bearer_auth(&**key)
        .send()
        .await
        .unwrap();
    assert_eq!(
        (own.status().as_u16(), &own.headers()["cache-control"]),
        (200, &"private, no-store".parse().unwrap())
    );
    let html = own.text().await.unwrap();
    assert!(!html.contains("og:image") && !html.contains("id=\"linkedin\"") && html.contains("noindex"));
    // By link is the usual way: open, and not to be found.
    let unlisted = server.credential().await;
    let (status, headers, html) = open(&server, &format!("/credentials/{}", id_of(&unlisted))).await;
    assert_eq!((status, &headers["x-robots-tag"]), (200, &"noindex".parse().unwrap()));
    assert!(html.contains("og:image"));
}

#[tokio::test]
async fn a_page_says_what_became_of_a_credential_and_leads_to_its_successor() {
    let server = TestServer::start().await;
    let old = server.credential().await;
    let new = server.post(&format!("/v1/credentials/{}/reissue", id_of(&old)), &json!({})).await.body;
    let (_, _, html) = open(&server, &format!("/credentials/{}", id_of(&old))).await;
    let html = html.replace("&#x2f;", "/");
    let successor = format!("id=\"successor\" href=\"{}\"", new["verificationUrl"].as_str().unwrap());
    assert!(html.contains(&successor) && html.contains("data-status=\"renewed\""), "{html}");

    let suspended = server.credential().await;
    let path = format!("/v1/credentials/{}/suspend", id_of(&suspended));
    server.post(&path, &json!({ "reason": "Between us only" })).await;
    let later = issue(&server, |body| body["validFrom"] = json!("2099-01-01T00:00:00Z")).await;
    let over = issue(&server, |body| {
        body["validFrom"] = json!("2020-01-01T00:00:00Z");
        body["validUntil"] = json!("2021-01-01T00:00:00Z");
    })
    .await;
    for (credential, word) in [(&suspended, "suspended"), (&later, "pending"), (&over, "expired")] {
        let (_, _, html) = open(&server, &format!("/credentials/{}", id_of(credential))).await;
        assert!(html.contains(&format!("<span data-text=\"status.{word}\">")), "{word}: {html}");
        assert!(html.contains(&format!("<span data-text=\"note.{word}\">")), "{word}");
        assert!(!html.contains("id=\"linkedin\"") && !html.contains("Between us only"), "{word}");
    }
}

#[tokio::test]
async fn colour_and_logo_of_the_organization_are_on_its_pages_under_a_strict_policy() {
    let server = TestServer::start().await;
    let refused =
        json!({ "accentColor": "yellow!", "logo": "http://example.com/a.png", "baseUrl": "https://a/b" });
    let refused = server.patch("/v1/organization", &refused).await;
    assert_eq!(
        (refused.status.as_u16(), refused.pointers()),
        (422, vec!["/accentColor", "/baseUrl", "/logo"])
    );
    let brand = json!({ "accentColor": "#ffee00", "logo": "https://cdn.example.edu/logo.png" });
    let reply = server.patch("/v1/organization", &brand).await;
    assert_eq!((&reply.body["accentColor"], &reply.body["logo"]), (&brand["accentColor"], &brand["logo"]));
    let credential = server.credential().await;
    let issuer = format!("/issuers/{}", credential["issuerId"].as_str().unwrap());
    let achievement = format!("/achievements/{}", credential["achievementId"].as_str().unwrap());
    for path in [format!("/credentials/{}", id_of(&credential)), issuer, achievement] {
        let (status, headers, html) = open(&server, &path).await;
        assert_eq!(status, 200, "{path}");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("img-src 'self' data: https://cdn.example.edu;"), "{path}: {policy}");
        assert!(
            policy.contains("style-src 'self' 'sha256-") && !policy.contains("unsafe-inline"),
            "{policy}"
        );
        let html = html.replace("&#x2f;", "/");
        assert!(html.contains("<style>:root{--proofmark-accent:light-dark(#"), "{path}: {html}");
        assert!(!html.contains("light-dark(#ffee00"), "yellow on white cannot be read");
        assert!(html.contains("src=\"https://cdn.example.edu/logo.png\""), "{path}: {html}");
    }
}

#[tokio::test]
async fn issuers_and_achievements_have_a_page_for_people_and_linked_data_for_programs() {
    let server = TestServer::start().await;
    let mut body = achievement_body();
    body["name"] = json!("<b>Weaving</b>");
    body["alignments"] =
        json!([{ "targetName": "EQF level 5", "targetUrl": "https://europass.europa.eu/eqf" }]);
    let achievement = server.post("/v1/achievements", &body).await.body["id"].as_str().unwrap().to_owned();
    let hidden = server.credential().await;
    let mut body = issue_body(&achievement);
    body["visibility"] = json!("public");
    let shown = server.post("/v1/credentials", &body).await.body;
    let issuer = shown["issuerId"].as_str().unwrap();

    let (_, headers, html) = open(&server, &format!("/issuers/{issuer}")).await;
    assert_eq!(headers["content-type"], "text/html; charset=utf-8");
    let html = html.replace("&#x2f;", "/");
    assert!(html.contains("did:key:") && html.contains("&lt;b&gt;Weaving&lt;/b&gt;"), "{html}");
    // What was awarded where nobody may find it is not listed.
    assert!(!html.contains(hidden["achievementId"].as_str().unwrap()));
    let profile = server.get_public(&format!("/issuers/{issuer}")).await;
    assert_eq!(profile.headers["content-type"], "application/ld+json");
    assert_eq!(profile.body["id"], shown["credential"]["issuer"]["id"]);
    assert_eq!(profile.body["type"], json!(["Profile"]));

    let (_, headers, html) = open(&server, &format!("/achievements/{achievement}")).await;
    assert_eq!(headers["vary"], "Accept");
    assert!(html.contains("EQF level 5") && html.contains("&lt;b&gt;Weaving"), "{html}");
    let document = server.get_public(&format!("/achievements/{achievement}")).await;
    assert_eq!(document.headers["content-type"], "application/ld+json");
    let image = server.get_public(&format!("/achievements/{achievement}/image.png")).await;
    assert_eq!(image.headers["content-type"], "image/png");
    for path in ["/issuers/unknown", "/achievements/unknown"] {
        assert_eq!(open(&server, path).await.0, 404);
        assert_eq!(server.get_public(path).await.code(), "not_found");
    }
}

/// Short codes can be guessed one after another (K73): by its code a page costs as much as verifying.
#[tokio::test]
async fn pages_by_code_are_as_limited_as_verifying() {
    let server = TestServer::start_with(|config| config.limits.verifications_per_minute = 2).await;
    let credential = server.credential().await;
    let by_code = format!("/credentials/{}", credential["code"].as_str().unwrap());
    for (path, status) in [
        (by_code.as_str(), 200),
        ("/credentials/AC-00000000.json", 404),
        ("/credentials/ac-0000-0000/card.png", 429),
        (&format!("/credentials/{}", id_of(&credential)), 200),
    ] {
        assert_eq!(open(&server, path).await.0, status, "{path}");
    }
}
