//! How each operation is called in four languages, made from its example: `x-codeSamples`, which the page at `/docs` and
//! other renderers show.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::examples::{self, Example};

/// The address in all samples; the page at `/docs` has the server's own instead.
pub(super) const BASE_URL: &str = "https://badges.example.edu";

/// One request, ready to be written down.
struct Call<'a> {
    operation_id: &'a str,
    method: String,
    /// With everything in its place.
    url: String,
    /// In the order in which they are sent.
    headers: Vec<(&'static str, String)>,
    body: Option<&'a Value>,
    is_json: bool,
    needs_key: bool,
    answers_json: bool,
    example: &'a Example,
}

/// Adds the samples to `operation`.
pub(super) fn add(method: &str, path: &str, operation: &mut Value, example: &Example) {
    let samples = Call::new(method, path, operation, example).samples();
    operation["x-codeSamples"] = samples;
}

impl<'a> Call<'a> {
    fn new(method: &str, path: &str, operation: &'a Value, example: &'a Example) -> Self {
        let needs_key = operation["security"] != json!([]);
        let media = example.body.as_ref().map(|body| examples::media_of(operation, body));
        let mut headers = Vec::new();
        if needs_key {
            headers.push(("Authorization", String::new()));
        }
        if operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|parameter| parameter["name"] == "Idempotency-Key")
        {
            headers.push(("Idempotency-Key", "enrolment-4711".to_owned()));
        }
        if let Some(media) = &media {
            headers.push(("Content-Type", media.clone()));
        }
        let recorded = example.recorded.as_ref();
        Self {
            operation_id: operation["operationId"].as_str().unwrap_or_default(),
            method: method.to_uppercase(),
            url: url(path, example),
            headers,
            body: example.body.as_ref(),
            is_json: media.as_deref() == Some("application/json"),
            needs_key,
            answers_json: recorded
                .is_some_and(|recorded| recorded.answer.as_ref().is_some_and(|answer| !answer.is_string())),
            example,
        }
    }

    fn samples(&self) -> Value {
        json!([
            { "lang": "Shell", "label": "curl", "source": self.curl() },
            { "lang": "JavaScript", "label": "JavaScript", "source": self.javascript() },
            { "lang": "Python", "label": "Python", "source": self.python() },
            { "lang": "PHP", "label": "PHP", "source": self.php() },
        ])
    }

    fn curl(&self) -> String {
        let mut text = "curl --fail-with-body".to_owned();
        if self.method != "GET" {
            let _ = write!(text, " -X {}", self.method);
        }
        let _ = write!(text, " {}", shell(&self.url));
        for (name, value) in &self.headers {
            // In double quotes, so that the shell puts the key in.
            let value = if *name == "Authorization" { "Bearer $PROOFMARK_KEY" } else { value };
            let _ = write!(text, " \\\n  -H \"{name}: {value}\"");
        }
        if let Some(body) = self.body {
            let _ = write!(text, " \\\n  --data-binary {}", shell(&self.body_text(body)));
        }
        text + "\n"
    }

    fn javascript(&self) -> String {
        let key = if self.needs_key { ", apiKey: process.env.PROOFMARK_KEY" } else { "" };
        let mut given = self.example.path.clone();
        given.extend(self.example.query.clone());
        if let Some(body) = self.body {
            given.insert("body".to_owned(), body.clone());
        }
        let given =
            if given.is_empty() { String::new() } else { Javascript.literal(&Value::Object(given), 0) };
        format!(
            "import {{ createClient }} from \"@proofmark/client\";\n\n\
             const proofmark = createClient({{ baseUrl: \"{BASE_URL}\"{key} }});\n\
             const answer = await proofmark.{}({given});\n\
             console.log(answer);\n",
            self.operation_id
        )
    }

    fn python(&self) -> String {
        let mut text = if self.needs_key {
            "import os\n\nimport httpx\n\n".to_owned()
        } else {
            "import httpx\n\n".to_owned()
        };
        let _ = write!(text, "answer = httpx.{}(\n    {},\n", self.method.to_lowercase(), quoted(&self.url));
        let mut headers = Vec::new();
        for (name, value) in &self.headers {
            match *name {
                "Authorization" => {
                    headers.push(format!("{}: f\"Bearer {{os.environ['PROOFMARK_KEY']}}\"", quoted(name)))
                }
                // httpx says so itself.
                "Content-Type" if self.is_json => {}
                _ => headers.push(format!("{}: {}", quoted(name), quoted(value))),
            }
        }
        if !headers.is_empty() {
            let _ = writeln!(text, "    headers={{{}}},", headers.join(", "));
        }
        match self.body {
            Some(body) if self.is_json => {
                let _ = writeln!(text, "    json={},", Python.literal(body, 1));
            }
            Some(body) => {
                let _ = writeln!(text, "    content={},", Python.literal(body, 1));
            }
            None => {}
        }
        text += ")\nanswer.raise_for_status()\n";
        text + if self.answers_json { "print(answer.json())\n" } else { "print(answer.content)\n" }
    }

    fn php(&self) -> String {
        let mut text = "<?php\n$answer = file_get_contents(\n".to_owned();
        let _ = writeln!(
            text,
            "    {},\n    false,\n    stream_context_create([\"http\" => [",
            php_quoted(&self.url)
        );
        let _ = writeln!(text, "        \"method\" => {},", php_quoted(&self.method));
        if !self.headers.is_empty() {
            text += "        \"header\" => [\n";
            for (name, value) in &self.headers {
                let line = match *name {
                    "Authorization" => "\"Authorization: Bearer \" . getenv(\"PROOFMARK_KEY\")".to_owned(),
                    _ => php_quoted(&format!("{name}: {value}")),
                };
                let _ = writeln!(text, "            {line},");
            }
            text += "        ],\n";
        }
        match self.body {
            Some(body) if self.is_json => {
                let _ = writeln!(text, "        \"content\" => json_encode({}),", Php.literal(body, 2));
            }
            Some(body) => {
                let _ = writeln!(text, "        \"content\" => {},", Php.literal(body, 2));
            }
            None => {}
        }
        text += "    ]])\n);\n";
        text + if self.answers_json { "print_r(json_decode($answer, true));\n" } else { "echo $answer;\n" }
    }

    /// As it is sent.
    fn body_text(&self, body: &Value) -> String {
        match body {
            Value::String(text) if !self.is_json => text.clone(),
            body => serde_json::to_string_pretty(body).unwrap_or_default(),
        }
    }
}

fn url(path: &str, example: &Example) -> String {
    let mut url = format!("{BASE_URL}{path}");
    for (name, value) in &example.path {
        url = url.replace(&format!("{{{name}}}"), &encoded(value));
    }
    for (index, (name, value)) in example.query.iter().enumerate() {
        let _ = write!(url, "{}{name}={}", if index == 0 { '?' } else { '&' }, encoded(value));
    }
    url
}

/// A value inside a URL (RFC 3986: all but unreserved characters).
fn encoded(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.bytes().fold(String::new(), |mut url, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~{}".contains(&byte) {
            url.push(byte.into());
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
        url
    })
}

/// POSIX shell: nothing in single quotes is special but the single quote.
fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// JSON's way to write a text, which JavaScript and Python read alike.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// PHP's double quotes would read `$name`.
fn php_quoted(text: &str) -> String {
    if text.contains(['$', '\\', '\n', '\r', '"']) {
        return format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"));
    }
    format!("\"{text}\"")
}

/// How a language writes down a value.
trait Language {
    fn text(&self, text: &str) -> String {
        quoted(text)
    }
    fn literals(&self) -> [&'static str; 3];
    fn name(&self, name: &str) -> String;
    fn brackets(&self) -> (&'static str, &'static str);
    fn indent(&self) -> &'static str;
    fn empty_object(&self) -> &'static str {
        "{}"
    }

    /// The value, its lines behind the first one indented by `depth` steps.
    fn literal(&self, value: &Value, depth: usize) -> String {
        let [null, yes, no] = self.literals();
        match value {
            Value::Null => null.to_owned(),
            Value::Bool(true) => yes.to_owned(),
            Value::Bool(false) => no.to_owned(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => self.text(text),
            Value::Array(items) => {
                let items: Vec<_> = items.iter().map(|item| self.literal(item, depth)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Object(members) if members.is_empty() => self.empty_object().to_owned(),
            Value::Object(members) => self.object(members, depth),
        }
    }

    fn object(&self, members: &Map<String, Value>, depth: usize) -> String {
        let (open, close) = self.brackets();
        let inner = self.indent().repeat(depth + 1);
        let lines = members.iter().fold(String::new(), |mut lines, (name, value)| {
            let _ = writeln!(lines, "{inner}{}{},", self.name(name), self.literal(value, depth + 1));
            lines
        });
        format!("{open}\n{lines}{}{close}", self.indent().repeat(depth))
    }
}

struct Javascript;

impl Language for Javascript {
    fn literals(&self) -> [&'static str; 3] {
        ["null", "true", "false"]
    }
    fn name(&self, name: &str) -> String {
        if name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            format!("{name}: ")
        } else {
            format!("{}: ", quoted(name))
        }
    }
    fn brackets(&self) -> (&'static str, &'static str) {
        ("{", "}")
    }
    fn indent(&self) -> &'static str {
        "  "
    }
}

struct Python;

impl Language for Python {
    fn literals(&self) -> [&'static str; 3] {
        ["None", "True", "False"]
    }
    fn name(&self, name: &str) -> String {
        format!("{}: ", quoted(name))
    }
    fn brackets(&self) -> (&'static str, &'static str) {
        ("{", "}")
    }
    fn indent(&self) -> &'static str {
        "    "
    }
}

struct Php;

impl Language for Php {
    fn text(&self, text: &str) -> String {
        php_quoted(text)
    }
    fn literals(&self) -> [&'static str; 3] {
        ["null", "true", "false"]
    }
    fn name(&self, name: &str) -> String {
        format!("{} => ", php_quoted(name))
    }
    fn brackets(&self) -> (&'static str, &'static str) {
        ("[", "]")
    }
    fn indent(&self) -> &'static str {
        "    "
    }
    fn empty_object(&self) -> &'static str {
        "new stdClass()"
    }
}
