//! What a request to issue may say, and what comes of it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::credentials::verify_over_http;
use crate::support::{TestServer, achievement_body};

async fn achievement_with_results(server: &TestServer) -> Value {
    let mut body = achievement_body();
    body["resultDescriptions"] = json!([
        { "name": "Grade", "resultType": "LetterGrade", "allowedValues": ["F", "C", "A"], "requiredValue": "C" },
        { "name": "Score", "resultType": "Percent", "valueMin": "0", "valueMax": "100" },
    ]);
    body["alignments"] = json!([{
        "targetName": "EQF level 5", "targetUrl": "https://europa.eu/europass/eqf-5",
        "targetFramework": "European Qualifications Framework", "targetCode": "EQF 5",
    }]);
    body["validityPeriod"] = json!("P2Y");
    let reply = server.post("/v1/achievements", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.body
}

#[tokio::test]
async fn all_fields_go_where_they_belong_and_the_credential_verifies() {
    let server = TestServer::start().await;
    let achievement = achievement_with_results(&server).await;
    let body = json!({
        "achievementId": achievement["id"],
        "recipient": { "name": "Grace Hopper", "identifier": "grace-1", "identifierType": "ext:staffNumber" },
        "validFrom": "2026-01-31T00:00:00Z",
        "licenseNumber": "L-77",
        "narrative": "Both plates held.",
        "evidence": [{ "name": "Photograph", "genre": "Photography", "audience": "Examiners" }],
        "results": [
            { "resultDescription": achievement["resultDescriptions"][0]["id"], "value": "A", "status": "Completed" },
            { "resultDescription": achievement["resultDescriptions"][1]["id"], "value": "93" },
        ],
        "fields": { "signatory": "R. Feynman" },
        "publicMetadata": { "hours": "120", "room/№": "1~2" },
        "privateMetadata": { "invoice": 77, "paid": { "by": "card" } },
        "externalId": "order-1",
        "visibility": "public",
    });
    let issued = server.post("/v1/credentials", &body).await;
    assert_eq!(issued.status, 201, "{}", issued.body);
    let (document, subject) = (&issued.body["credential"], &issued.body["credential"]["credentialSubject"]);
    assert_eq!(document["validUntil"], "2028-01-31T00:00:00Z", "two years by the calendar");
    assert_eq!(subject["licenseNumber"], "L-77");
    assert_eq!(subject["identifier"][0]["identityType"], "ext:staffNumber");
    assert_eq!(document["evidence"][0]["genre"], "Photography");
    let results = subject["result"].as_array().unwrap();
    let descriptions = subject["achievement"]["resultDescription"].as_array().unwrap();
    assert_eq!((results.len(), descriptions.len()), (4, 4));
    for result in results {
        let id = &result["resultDescription"];
        assert_eq!(descriptions.iter().filter(|known| known["id"] == *id).count(), 1, "{id}");
    }
    let metadata: Vec<_> =
        descriptions.iter().filter(|known| known["resultType"] == "ext:Metadata").collect();
    assert_eq!((&metadata[0]["name"], &metadata[1]["name"]), (&json!("hours"), &json!("room/№")));
    assert_eq!(subject["achievement"]["alignment"][0]["targetCode"], "EQF 5");
    for (name, value) in [("privateMetadata", "invoice"), ("fields", "signatory"), ("externalId", "order-1")]
    {
        assert!(issued.body[name].to_string().contains(value), "{name}");
        assert!(!document.to_string().contains(value), "{name} must not be signed");
    }
    assert!(!document.to_string().contains("grace-1"), "only its hash");
    let report = verify_over_http(&server, issued.body["links"]["json"].as_str().unwrap()).await;
    assert_eq!(report["verdict"], "valid", "{report:#}");
    let public = server.get_public(&format!("/v1/verify/{}", issued.body["code"].as_str().unwrap())).await;
    assert_eq!((&public.body["status"], &public.body["id"]), (&json!("valid"), &issued.body["id"]));
    assert!(!public.body.to_string().contains("invoice"));
}

#[tokio::test]
async fn faults_of_the_new_fields_are_named_together() {
    let server = TestServer::start().await;
    let achievement = achievement_with_results(&server).await;
    let grade = &achievement["resultDescriptions"][0]["id"];
    let score = &achievement["resultDescriptions"][1]["id"];
    let body = json!({
        "achievementId": achievement["id"],
        "issuerId": "unknown",
        "recipient": { "identifier": "x", "identifierType": "shoeSize" },
        "results": [
            { "resultDescription": grade, "value": "B" },
            { "resultDescription": score, "value": "101" },
            { "resultDescription": "https://example.com/unknown", "value": "1" },
            { "resultDescription": score },
            { "resultDescription": score, "status": "Nearly" },
        ],
        "publicMetadata": { "": "x", "long": "x".repeat(2001) },
    });
    let reply = server.post("/v1/credentials", &body).await;
    assert_eq!((reply.status.as_u16(), reply.code()), (422, "validation_failed"));
    assert_eq!(
        reply.pointers(),
        [
            "/issuerId",
            "/publicMetadata/",
            "/publicMetadata/long",
            "/recipient/identifierType",
            "/results/0/value",
            "/results/1/value",
            "/results/2/resultDescription",
            "/results/3",
            "/results/4/status",
        ]
    );
    for (pointer, value) in [
        ("/validityPeriod", json!("2 years")),
        (
            "/resultDescriptions",
            json!([{ "name": "x", "resultType": "Percent", "valueMin": "9", "valueMax": "1" }]),
        ),
        ("/resultDescriptions", json!([{ "name": "x", "resultType": "Colour" }])),
        ("/alignments", json!([{ "targetName": "x", "targetUrl": "no uri" }])),
    ] {
        let mut body = achievement_body();
        body[&pointer[1..]] = value;
        let reply = server.post("/v1/achievements", &body).await;
        assert_eq!(reply.status, 422, "{pointer}");
        assert!(reply.pointers()[0].starts_with(pointer), "{:?}", reply.pointers());
    }
}

#[tokio::test]
async fn an_achievement_changes_for_what_is_issued_later_and_can_be_archived() {
    let server = TestServer::start().await;
    let achievement = achievement_with_results(&server).await;
    let path = format!("/v1/achievements/{}", achievement["id"].as_str().unwrap());
    let results = json!([
        { "name": "Attendance", "resultType": "Percent" },
        { "name": "Grade", "resultType": "LetterGrade", "allowedValues": ["F", "D", "C", "A"] },
    ]);
    let changed = server.patch(&path, &json!({ "name": "Welding 102", "resultDescriptions": results })).await;
    assert_eq!(
        (changed.status.as_u16(), &changed.body["name"]),
        (200, &json!("Welding 102")),
        "{}",
        changed.body
    );
    assert_eq!(changed.body["description"], achievement["description"], "what is not named stays");
    assert_eq!(
        changed.body["resultDescriptions"][1]["id"], achievement["resultDescriptions"][0]["id"],
        "credentials point at it"
    );
    let ids: Vec<_> =
        changed.body["resultDescriptions"].as_array().unwrap().iter().map(|r| &r["id"]).collect();
    assert!(ids[0] != ids[1] && *ids[0] != achievement["resultDescriptions"][1]["id"]);
    assert_eq!(server.patch(&path, &json!({ "name": "" })).await.pointers(), ["/name"]);
    assert_eq!(server.patch(&path, &json!({ "validityPeriod": "x" })).await.status, 422);

    let archived = server.post(&format!("{path}/archive"), &json!({})).await;
    assert!(archived.body["archivedAt"].is_string(), "{}", archived.body);
    let body = json!({ "achievementId": achievement["id"], "recipient": { "email": "a@example.com" } });
    let refused = server.post("/v1/credentials", &body).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "achievement_archived"));
    for (query, count) in [("", 1), ("?archived=true&total=true", 1), ("?archived=false&total=true", 0)] {
        let list = server.get(&format!("/v1/achievements{query}")).await;
        assert_eq!(list.body["items"].as_array().unwrap().len(), count, "{query}");
        assert!(query.is_empty() || list.body["total"] == count, "{}", list.body);
    }
    let public = format!("/achievements/{}", achievement["id"].as_str().unwrap());
    assert_eq!(server.get_public(&public).await.status, 200, "its public document stays");
    server.post(&format!("{path}/unarchive"), &json!({})).await;
    assert_eq!(server.post("/v1/credentials", &body).await.status, 201);
}

#[tokio::test]
async fn a_credential_is_found_by_identifier_code_and_external_identifier() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    let mut body = json!({ "achievementId": achievement, "recipient": { "email": "a@example.com" }, "externalId": "CX-1" });
    let issued = server.post("/v1/credentials", &body).await.body;
    let code = issued["code"].as_str().unwrap();
    assert!(code.starts_with("AC-") && code.len() == 11, "{code}");
    let typed = code.to_lowercase().replace("ac-", "").replace('0', "o");
    for name in [issued["id"].as_str().unwrap(), code, &typed, "CX-1"] {
        assert_eq!(server.get(&format!("/v1/credentials/{name}")).await.body["id"], issued["id"], "{name}");
    }
    body["recipient"]["email"] = json!("b@example.com");
    let taken = server.post("/v1/credentials", &body).await;
    assert_eq!((taken.status.as_u16(), taken.code()), (409, "external_id_taken"));
    // Another environment has names of its own.
    let live = server.organization.live_api_key.clone();
    assert_eq!(server.send_as(Method::GET, "/v1/credentials/CX-1", &live, None).await.status, 404);
}

#[tokio::test]
async fn lists_filter_count_and_go_on_where_they_stopped() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    for number in 0..5 {
        let name = if number < 3 { format!("Ada 100%_{number}") } else { format!("Bea {number}") };
        let recipient = json!({ "name": name, "email": format!("p{number}@example.com") });
        let body = json!({ "achievementId": achievement, "recipient": recipient });
        assert_eq!(server.post("/v1/credentials", &body).await.status, 201);
    }
    for (query, count) in [
        ("name=ada", 3),
        ("name=100%25_1", 1),
        ("name=%25", 3),
        ("name=nobody", 0),
        ("issuedFrom=2020-01-01T00:00:00Z", 5),
        ("issuedBefore=2020-01-01T00:00:00Z", 0),
    ] {
        let list = server.get(&format!("/v1/credentials?total=true&limit=1&{query}")).await;
        assert_eq!(list.body["total"], count, "{query}");
    }
    // All rows at one moment: the cursor must still neither skip nor repeat.
    server.sql("UPDATE credentials SET created_at = 1000000").await;
    let mut seen = Vec::new();
    let mut path = "/v1/credentials?limit=2".to_owned();
    loop {
        let page = server.get(&path).await;
        seen.extend(page.body["items"].as_array().unwrap().iter().map(|item| item["id"].to_string()));
        match page.body["nextCursor"].as_str() {
            Some(cursor) => path = format!("/v1/credentials?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    let unique: std::collections::HashSet<_> = seen.iter().collect();
    assert_eq!((seen.len(), unique.len()), (5, 5));
    assert_eq!(
        server.get("/v1/credentials?limit=2&offset=4").await.body["items"].as_array().unwrap().len(),
        1
    );

    // A cursor is sealed: changed, of another list or of another tenant it opens nothing.
    let cursor = path.rsplit_once('=').unwrap().1;
    let mut changed = cursor.to_owned();
    changed.replace_range(9..10, if &cursor[9..10] == "A" { "B" } else { "A" });
    let live = server.organization.live_api_key.clone();
    for reply in [
        server.get(&format!("/v1/credentials?cursor={changed}")).await,
        server.get(&format!("/v1/achievements?cursor={cursor}")).await,
        server.send_as(Method::GET, &format!("/v1/credentials?cursor={cursor}"), &live, None).await,
    ] {
        assert_eq!((reply.status.as_u16(), reply.pointers()), (422, vec!["/query/cursor"]));
    }
    let both = server.get(&format!("/v1/credentials?cursor={cursor}&offset=1")).await;
    assert_eq!(both.pointers(), ["/query/offset"]);
}

#[tokio::test]
async fn who_holds_it_already_gets_a_renewal_or_a_conflict() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    let issue = |more: Value| {
        let mut body = json!({ "achievementId": achievement, "recipient": { "email": "Ada@example.com" } });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    // For ever: a conflict, unless the request says what it wants.
    let first = server.post("/v1/credentials", &issue(json!({}))).await.body;
    for more in [json!({ "recipient": { "email": "ada@EXAMPLE.com" } }), json!({ "onDuplicate": "reject" })] {
        let refused = server.post("/v1/credentials", &issue(more)).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "duplicate_credential"));
    }
    let second = server
        .post(
            "/v1/credentials",
            &issue(json!({ "onDuplicate": "reissue", "validUntil": "2099-01-01T00:00:00Z" })),
        )
        .await
        .body;
    assert_eq!(second["supersedesId"], first["id"], "{second}");
    let old = server.get(&format!("/v1/credentials/{}", first["id"].as_str().unwrap())).await.body;
    assert_eq!((&old["status"], &old["supersededById"]), (&json!("renewed"), &second["id"]));
    assert_eq!(old["revocationReason"], "superseded");
    let report = verify_over_http(&server, first["links"]["json"].as_str().unwrap()).await;
    assert_eq!(report["reason"], "revoked");
    let public = server.get_public(&format!("/v1/verify/{}", first["id"].as_str().unwrap())).await;
    assert_eq!(
        (&public.body["status"], &public.body["supersededByUrl"]),
        (&json!("renewed"), &second["verificationUrl"])
    );

    // Time-bound: renewed without a word, unless the request says no.
    let refused = server.post("/v1/credentials", &issue(json!({ "onDuplicate": "reject" }))).await;
    assert_eq!(refused.code(), "duplicate_credential");
    let third = server.post("/v1/credentials", &issue(json!({}))).await.body;
    assert_eq!(third["supersedesId"], second["id"]);
    // Revoked: the new one takes its place, and it stays revoked.
    let path = format!("/v1/credentials/{}/revoke", third["id"].as_str().unwrap());
    server.post(&path, &json!({ "reason": "x" })).await;
    let fourth = server.post("/v1/credentials", &issue(json!({}))).await.body;
    assert_eq!(fourth["supersedesId"], third["id"]);
    assert_eq!(
        server.get(&format!("/v1/credentials/{}", third["id"].as_str().unwrap())).await.body["status"],
        "revoked"
    );
    let beside = server.post("/v1/credentials", &issue(json!({ "onDuplicate": "allow" }))).await.body;
    assert!(beside.get("supersedesId").is_none());
    for (status, count) in [("renewed", 2), ("revoked", 1), ("valid", 2)] {
        let list = server.get(&format!("/v1/credentials?status={status}&total=true")).await;
        assert_eq!(list.body["total"], count, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_parallel_issues_to_one_person_are_one_credential() {
    let server = std::sync::Arc::new(TestServer::start().await);
    let body =
        json!({ "achievementId": server.achievement().await, "recipient": { "email": "a@example.com" } });
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (server, body) = (server.clone(), body.clone());
            tokio::spawn(async move { server.post("/v1/credentials", &body).await.status.as_u16() })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        match task.await.unwrap() {
            201 => made += 1,
            status => assert_eq!(status, 409),
        }
    }
    assert_eq!(made, 1);
}

#[tokio::test]
async fn what_is_signed_changes_by_a_new_credential_and_the_rest_in_place() {
    let server = TestServer::start().await;
    let achievement = server.achievement().await;
    let body = json!({ "achievementId": achievement, "recipient": { "name": "Gräce", "email": "a@example.com" },
        "externalId": "E-1", "narrative": "Kept.", "publicMetadata": { "hours": "1" }, "privateMetadata": { "a": 1 } });
    let issued = server.post("/v1/credentials", &body).await.body;
    let path = format!("/v1/credentials/{}", issued["id"].as_str().unwrap());
    let changed =
        server.patch(&path, &json!({ "visibility": "private", "privateMetadata": { "b": 2 } })).await;
    assert_eq!((changed.status.as_u16(), &changed.body["digest"]), (200, &issued["digest"]));
    assert_eq!(
        (&changed.body["visibility"], &changed.body["privateMetadata"]),
        (&json!("private"), &json!({ "b": 2 }))
    );

    let renamed =
        server.patch(&path, &json!({ "recipientName": "Grace", "publicMetadata": { "hours": "2" } })).await;
    assert_eq!(renamed.status, 200, "{}", renamed.body);
    assert_ne!(renamed.body["id"], issued["id"]);
    assert_eq!(renamed.body["supersedesId"], issued["id"]);
    assert_eq!(
        renamed.headers["location"],
        format!("/v1/credentials/{}", renamed.body["id"].as_str().unwrap())
    );
    let document = &renamed.body["credential"];
    assert_eq!(document["credentialSubject"]["narrative"], "Kept.");
    assert_eq!(document["validFrom"], issued["credential"]["validFrom"]);
    assert_eq!(renamed.body["recipient"], json!({ "name": "Grace", "email": "a@example.com" }));
    assert_eq!(
        (&renamed.body["visibility"], &renamed.body["publicMetadata"]),
        (&json!("private"), &json!({ "hours": "2" }))
    );
    // The external identifier leads to the one that counts.
    assert_eq!(server.get("/v1/credentials/E-1").await.body["id"], renamed.body["id"]);
    let again = server.patch(&path, &json!({ "recipientName": "X" })).await;
    assert_eq!((again.status.as_u16(), again.code()), (409, "already_superseded"));
}
