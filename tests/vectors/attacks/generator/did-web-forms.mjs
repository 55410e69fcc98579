// Identifiers of did:web that have led, or could lead, a resolver astray: a name for each, the identifier, and where a
// resolver goes that decodes first and thinks later.

const FORMS = {
  ipv4: "did:web:127.0.0.1",
  "ipv4-short": "did:web:127.1",
  "ipv4-number": "did:web:2130706433",
  "ipv4-hex-number": "did:web:0x7f000001",
  "ipv4-hex": "did:web:0x7f.0.0.1",
  "ipv4-octal": "did:web:0177.0.0.1",
  "ipv4-hex-last": "did:web:127.0.0.0x1",
  "ipv4-like-ending": "did:web:example.0X1f",
  "ipv4-private-port": "did:web:10.0.0.1%3A8080",
  "ipv4-link-local": "did:web:169.254.169.254",
  "ipv4-link-local-path": "did:web:169.254.169.254:latest:meta-data",
  "ipv4-zero": "did:web:0",
  "ipv4-hex-nothing": "did:web:0x",
  "ipv4-full-width": "did:web:１２７.0.0.1",
  "ipv4-ideographic-dots": "did:web:127。0。0。1",
  "ipv4-circled-digits": "did:web:①②⑦.0.0.1",
  ipv6: "did:web:[::1]",
  "ipv6-escaped": "did:web:%5B%3A%3A1%5D",
  "ipv6-half-escaped": "did:web:[%3A%3A1]%3A443",
  "ipv6-bare": "did:web:::1",
  empty: "did:web:",
  dot: "did:web:.",
  dots: "did:web:..",
  "trailing-dot": "did:web:example.edu.",
  "leading-dot": "did:web:.example.edu",
  "double-dot-in-name": "did:web:example..edu",
  "path-dot": "did:web:example.edu:.",
  "path-dots": "did:web:example.edu:..:secret",
  "path-dots-escaped": "did:web:example.edu:%2e%2e:secret",
  "path-dots-half-escaped": "did:web:example.edu:.%2E",
  slash: "did:web:example.edu/path",
  "slash-escaped": "did:web:example.edu%2Fpath",
  "slash-escaped-in-path": "did:web:example.edu:a%2Fb",
  "slash-dots-escaped": "did:web:example.edu:a%2f..%2fb",
  "backslash-escaped": "did:web:example.edu:a%5Cb",
  backslash: "did:web:example.edu\\evil.example",
  query: "did:web:example.edu?x=1",
  "query-escaped": "did:web:example.edu%3Fx",
  "query-escaped-in-path": "did:web:example.edu:a%3Fx=1",
  "fragment-escaped": "did:web:example.edu%23x",
  "trailing-colon": "did:web:example.edu:",
  "double-colon": "did:web:example.edu::a",
  "trailing-colon-path": "did:web:example.edu:a:",
  user: "did:web:victim.edu@evil.example",
  "user-escaped": "did:web:victim.edu%40evil.example",
  "user-and-port-escaped": "did:web:victim.edu%3A443%40evil.example",
  "user-and-port": "did:web:victim.edu%3A443@evil.example",
  crlf: "did:web:example.edu%0d%0aHost:evil",
  "crlf-in-path": "did:web:example.edu:a%0D%0Ab",
  nul: "did:web:example.edu:a%00",
  newline: "did:web:example.edu\n",
  space: "did:web: example.edu",
  "escape-cut": "did:web:example.edu:a%2",
  "escape-broken": "did:web:example.edu:a%zz",
  "escape-twice": "did:web:example.edu:a%252F",
  "port-empty": "did:web:example.edu%3A",
  "port-zero": "did:web:example.edu%3A0",
  "port-too-large": "did:web:example.edu%3A65536",
  "port-plus": "did:web:example.edu%3A+443",
  "port-leading-zero": "did:web:example.edu%3A0443",
  "port-twice": "did:web:example.edu%3A80%3A90",
  "single-label": "did:web:intranet",
  local: "did:web:printer.local",
  internal: "did:web:metadata.google.internal",
  localhost: "did:web:evil.localhost",
  underscore: "did:web:exa_mple.edu",
  "leading-hyphen": "did:web:-example.edu",
  umlaut: "did:web:bücher.example",
  cyrillic: "did:web:example.еdu",
  "zero-width-space": "did:web:examp\u200ble.edu",
  "umlaut-in-path": "did:web:example.edu:ünder",
  "method-capitals": "DID:WEB:example.edu",
  "method-mixed-case": "did:Web:example.edu",
  "method-other": "did:webs:example.edu",
  "label-64": `did:web:${"a".repeat(64)}.edu`,
  "host-too-long": `did:web:${"a.".repeat(130)}edu`,
  "path-too-long": `did:web:example.edu:${"a".repeat(1100)}`,
};

export default Object.entries(FORMS).map(([name, did]) => [name, did, ...naivePlaces(did)]);

/** Where a careless resolver looks: all escapes decoded, then whatever `URL` makes of it. */
function naivePlaces(did) {
  try {
    const segments = did.slice("did:web:".length).split(":").map(decodeURIComponent);
    const path = segments.length === 1 ? "/.well-known/did.json" : "/did.json";
    const place = `https://${segments.join("/")}${path}`;
    return [...new Set([place, new URL(place).href])];
  } catch {
    return [];
  }
}
