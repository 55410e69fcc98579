//! Templates: what may be uploaded, versions, previews, and what issuing makes of `templateId` and `fields`.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Reply, TestServer, achievement_body, issue_body, send};

const SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='120' height='60'>\
    <rect width='120' height='60' fill='{{back}}'/>\
    <text x='5' y='20' font-size='12' data-width='110'>{{recipient}}</text>\
    <text x='5' y='40' font-size='9' data-width='110' data-min-size='8'>{{seat}}</text></svg>";

fn template() -> Value {
    json!({
        "name": "Seats",
        "language": "de",
        "svg": SVG,
        "metadataSchema": { "fields": [
            { "key": "recipient", "label": "Name", "type": "text" },
            { "key": "seat", "label": "Seat", "type": "text", "required": true, "visibility": "private" },
            { "key": "back", "label": "Ground", "type": "color", "default": "#0a0" },
        ] },
    })
}

async fn create(server: &TestServer, body: &Value) -> Value {
    let made = server.post("/v1/templates", body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.body
}

/// The media type and the bytes of a preview.
async fn preview(server: &TestServer, path: &str, body: &Value) -> (String, Vec<u8>) {
    let request = server.request(Method::POST, path).bearer_auth(&*server.organization.sandbox_api_key);
    let response = request.json(body).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}: {}", response.text().await.unwrap());
    assert_eq!(response.headers()["cache-control"], "no-store");
    let media_type = response.headers()["content-type"].to_str().unwrap().to_owned();
    (media_type, response.bytes().await.unwrap().to_vec())
}

/// The colour of the first pixel.
fn first_pixel(file: &[u8]) -> [u8; 3] {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().unwrap();
    let mut data = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut data).unwrap();
    [data[0], data[1], data[2]]
}

#[tokio::test]
async fn a_template_is_created_listed_changed_and_archived() {
    let server = TestServer::start().await;
    let made = create(&server, &template()).await;
    let path = format!("/v1/templates/{}", made["id"].as_str().unwrap());
    assert_eq!(
        (&made["version"], &made["builtIn"], &made["language"]),
        (&json!(1), &json!(false), &json!("de"))
    );
    assert_eq!(made["metadataSchema"]["fields"][1]["visibility"], "private");
    let got = server.get(&path).await;
    assert_eq!(got.body, made);

    // Every page once, the built-in ones last.
    let (mut names, mut next) = (Vec::new(), "/v1/templates?limit=4".to_owned());
    loop {
        let page = server.get(&next).await.body;
        names.extend(
            page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()),
        );
        let Some(cursor) = page["nextCursor"].as_str() else { break };
        next = format!("/v1/templates?limit=4&cursor={cursor}");
    }
    assert_eq!((names.len(), names[0].as_str()), (9, made["id"].as_str().unwrap()));
    assert!(
        names.contains(&"formal-navy".to_owned()) && names.contains(&"badge-silver".to_owned()),
        "{names:?}"
    );
    let formal = server.get("/v1/templates/formal-navy").await.body;
    assert_eq!((&formal["builtIn"], &formal["version"]), (&json!(true), &Value::Null));
    assert!(formal["svg"].as_str().unwrap().contains("{{recipient}}"));

    let renamed = server.patch(&path, &json!({ "name": "Places" })).await.body;
    assert_eq!((&renamed["name"], &renamed["version"]), (&json!("Places"), &json!(1)));
    let changed = server.patch(&path, &json!({ "svg": SVG.replace("y='20'", "y='22'") })).await.body;
    assert_eq!((&changed["version"], &changed["name"]), (&json!(2), &json!("Places")));
    let archived = server.post(&format!("{path}/archive"), &json!({})).await.body;
    assert!(archived["archivedAt"].is_string());
    assert_eq!(server.get("/v1/templates?archived=true").await.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(server.get("/v1/templates?archived=false").await.body["items"].as_array().unwrap().len(), 8);
    let refused = server.patch("/v1/templates/formal-navy", &json!({ "name": "Mine" })).await;
    assert_eq!((refused.status.as_u16(), refused.pointers()), (422, vec!["/path/id"]));
}

/// ATTACKS G20, G21, K84: nothing that runs or fetches is taken, and the answer says where it stands.
#[tokio::test]
async fn what_could_run_or_fetch_is_refused_with_its_place() {
    let server = TestServer::start().await;
    let refused = async |change: &dyn Fn(&mut Value)| -> Reply {
        let mut body = template();
        change(&mut body);
        let reply = server.post("/v1/templates", &body).await;
        assert_eq!((reply.status.as_u16(), reply.code()), (422, "validation_failed"), "{}", reply.body);
        reply
    };
    let start = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='9' height='9'";
    for svg in [
        format!("{start}><script>alert(1)</script></svg>"),
        format!("{start} onload='alert(1)'/>"),
        format!("{start}><foreignObject><p/></foreignObject></svg>"),
        format!("{start}><image href='https://example.com/a.png' width='9' height='9'/></svg>"),
        format!("{start}><image xlink:href='file:///etc/passwd' width='9' height='9'/></svg>"),
        format!("{start}><set attributeName='href' to='javascript:alert(1)'/></svg>"),
        format!("{start}><style>@import url(https://example.com)</style></svg>"),
        format!("{start}><rect fill='url(https://example.com/#a)'/></svg>"),
        format!("<!DOCTYPE svg [<!ENTITY a 'b'>]>{start}>&a;</svg>"),
        format!("{start}>{}</svg>", "<g/>".repeat(20_001)),
        format!("{start}>{}</svg>", " ".repeat(600_000)),
        "<svg/>".to_owned(),
        format!("{start}><text font-size='3'>{{{{nobody}}}}</text></svg>"),
        // No size: nothing to draw on.
        "<svg xmlns='http://www.w3.org/2000/svg' width='0' height='0'/>".to_owned(),
    ] {
        let reply = refused(&|body| body["svg"] = json!(svg)).await;
        assert_eq!(reply.pointers(), ["/svg"], "{svg:.200}");
        let preview = json!({ "svg": svg, "metadataSchema": { "fields": [] } });
        let preview = server.post("/v1/templates/preview", &preview).await;
        assert_eq!((preview.status.as_u16(), preview.pointers()), (422, vec!["/svg"]), "{svg:.200}");
    }
    let reply = refused(&|body| body["language"] = json!("klingon!")).await;
    assert_eq!(reply.pointers(), ["/language"]);
    let reply = refused(&|body| body["metadataSchema"]["fields"][2]["default"] = json!("red")).await;
    assert_eq!(reply.pointers(), ["/metadataSchema/fields"]);
    let reply = refused(&|body| body["metadataSchema"]["fields"][0]["type"] = json!("image")).await;
    assert_eq!(reply.pointers(), ["/metadataSchema/fields/0/type"]);
    let reply = refused(&|body| body["metadataSchema"]["fields"][0]["type"] = json!("video")).await;
    assert_eq!(reply.pointers(), ["/metadataSchema/fields/0/type"]);
}

#[tokio::test]
async fn a_preview_is_one_call() {
    let server = TestServer::start().await;
    let made = create(&server, &template()).await;
    let path = format!("/v1/templates/{}/preview", made["id"].as_str().unwrap());
    let (media_type, png) = preview(&server, &path, &json!({})).await;
    assert_eq!((media_type.as_str(), first_pixel(&png)), ("image/png", [0, 0xaa, 0]));
    let (_, red) = preview(&server, &path, &json!({ "fields": { "back": "#f00" } })).await;
    assert_eq!(first_pixel(&red), [255, 0, 0], "what is filled in is drawn");
    let (media_type, pdf) = preview(&server, &path, &json!({ "format": "pdf" })).await;
    assert_eq!((media_type.as_str(), &pdf[..5]), ("application/pdf", &b"%PDF-"[..]));
    let mut unsaved = template();
    unsaved.as_object_mut().unwrap().remove("name");
    unsaved["format"] = json!("svg");
    unsaved["fields"] = json!({ "back": "#00f" });
    let (media_type, svg) = preview(&server, "/v1/templates/preview", &unsaved).await;
    assert_eq!(media_type, "image/svg+xml");
    assert!(String::from_utf8(svg).unwrap().contains("#0000ff"));
    let wrong = server.post(&path, &json!({ "fields": { "back": "blue", "row": "3" } })).await;
    assert_eq!(wrong.pointers(), ["/fields/back", "/fields/row"]);
}

#[tokio::test]
async fn issuing_takes_what_the_template_asks_for() {
    let server = TestServer::start().await;
    let made = create(&server, &template()).await;
    let id = made["id"].as_str().unwrap();
    let achievement = server.achievement().await;
    let issue = async |change: Value| -> Reply {
        let mut body = issue_body(&achievement);
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        server.post("/v1/credentials", &body).await
    };
    let pointers = async |change: Value| -> Vec<String> {
        let reply = issue(change).await;
        assert_eq!(reply.status, 422, "{}", reply.body);
        reply.pointers().into_iter().map(str::to_owned).collect()
    };
    assert_eq!(pointers(json!({ "templateId": "none" })).await, ["/templateId"]);
    assert_eq!(pointers(json!({ "templateId": id })).await, ["/fields/seat"], "required");
    assert_eq!(
        pointers(json!({ "templateId": id, "fields": { "seat": "4", "row": "x" }, "validUntil": "2000-01-01T00:00:00Z" })).await,
        ["/fields/row", "/validUntil"],
        "all at once"
    );
    assert_eq!(
        pointers(json!({ "templateId": id, "fields": { "seat": "4", "recipient": "Somebody Else" } })).await,
        ["/fields/recipient"],
        "a certificate cannot name another person than the credential"
    );
    assert_eq!(
        pointers(json!({ "fields": { "row": "x" } })).await,
        ["/fields/row"],
        "of the built-in default"
    );
    let long = "Hall of the Northern Lights, ".repeat(4);
    assert_eq!(pointers(json!({ "templateId": id, "fields": { "seat": long } })).await, ["/fields/seat"]);
    // No font here has Chinese characters; the answer says which.
    let chinese = json!({ "templateId": id, "fields": { "seat": "4" }, "recipient": { "name": "祖冲之", "email": "z@example.com" } });
    let refused = issue(chinese.clone()).await;
    assert_eq!(refused.pointers(), ["/recipient/name"]);
    assert!(refused.body.to_string().contains("祖 (U+7956)"), "{}", refused.body);
    // Without a template chosen nothing keeps a credential from being issued; its certificate says what is missing.
    let issued = issue(json!({ "recipient": chinese["recipient"] })).await;
    assert_eq!(issued.status, 201, "{}", issued.body);
    let pdf = server.get_public(issued.body["links"]["documents"]["pdf"].as_str().unwrap()).await;
    assert_eq!((pdf.status.as_u16(), pdf.pointers()), (422, vec!["/recipient/name"]));

    let issued = issue(json!({ "templateId": id, "fields": { "seat": "4" } })).await;
    assert_eq!(issued.status, 201, "{}", issued.body);
    assert_eq!((&issued.body["templateId"], &issued.body["fields"]["seat"]), (&json!(id), &json!("4")));
    server.post(&format!("/v1/templates/{id}/archive"), &json!({})).await;
    assert_eq!(pointers(json!({ "templateId": id, "fields": { "seat": "4" } })).await, ["/templateId"]);
}

/// A credential keeps the version it was issued with; issued again it takes the newest.
#[tokio::test]
async fn a_new_version_changes_only_what_is_issued_from_then_on() {
    let server = TestServer::start().await;
    let made = create(&server, &template()).await;
    let path = format!("/v1/templates/{}", made["id"].as_str().unwrap());
    let mut achievement = achievement_body();
    achievement["templateId"] = made["id"].clone();
    let achievement = server.post("/v1/achievements", &achievement).await.body;
    assert_eq!(achievement["templateId"], made["id"]);
    let mut body = issue_body(achievement["id"].as_str().unwrap());
    body["fields"] = json!({ "seat": "4", "back": "#112233" });
    let first = server.post("/v1/credentials", &body).await.body;
    assert_eq!(first["templateId"], made["id"], "the achievement's");
    let png = async |credential: &Value| -> Vec<u8> {
        let url = credential["links"]["documents"]["png"].as_str().unwrap();
        let response = server.request(Method::GET, url).send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.bytes().await.unwrap().to_vec()
    };
    assert_eq!(first_pixel(&png(&first).await), [0x11, 0x22, 0x33]);

    let without_ground = SVG.replace("{{back}}", "#ffffff");
    assert_eq!(server.patch(&path, &json!({ "svg": without_ground })).await.body["version"], 2);
    assert_eq!(first_pixel(&png(&first).await), [0x11, 0x22, 0x33]);
    let again =
        server.post(&format!("/v1/credentials/{}/reissue", first["id"].as_str().unwrap()), &json!({})).await;
    assert_eq!(again.status, 201, "{}", again.body);
    assert_eq!(again.body["fields"], first["fields"]);
    assert_eq!(first_pixel(&png(&again.body).await), [255, 255, 255]);
}

#[tokio::test]
async fn a_repeated_request_makes_one_template() {
    let server = TestServer::start().await;
    let post = async || {
        let request = server.request(Method::POST, "/v1/templates").header("Idempotency-Key", "one");
        send(request.bearer_auth(&*server.organization.sandbox_api_key).json(&template())).await
    };
    let (first, second) = (post().await, post().await);
    assert_eq!((first.status, &first.body), (second.status, &second.body));
    assert_eq!(server.sql_count("SELECT count(*) FROM templates").await, 1);
}
