use std::fs;

use proofmark_server::{Config, demo};
use reqwest::Method;

use crate::support::{TestServer, send};

#[tokio::test]
async fn the_demo_can_be_made_twice_and_used() {
    let mut server = TestServer::start().await;
    server.stop().await;
    let first = demo(&server.config).await.unwrap();
    let second = demo(&server.config).await.unwrap();
    assert_eq!(first.credential_url, second.credential_url);
    assert_eq!(first.api_key, second.api_key);
    assert!(first.api_key.starts_with("pm_sandbox_"));
    server.resume().await;

    let page = server.request(Method::GET, &first.credential_url).send().await.unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("First steps with Open Badges"));
    let credentials = send(server.request(Method::GET, "/v1/credentials").bearer_auth(&first.api_key)).await;
    assert_eq!(credentials.body["items"].as_array().unwrap().len(), 1);
    let body = crate::support::issue_body(&first.achievement_id);
    assert_eq!(server.post_with("/v1/credentials", &body, &first.api_key, None).await.status, 201);
}

#[cfg(unix)]
#[tokio::test]
async fn the_demo_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.database = folder.path().join("new folder").join("demo.db").into();
    demo(&config).await.unwrap();
    for name in ["demo.demo.json", "demo.master-key"] {
        let mode = fs::metadata(folder.path().join("new folder").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}
