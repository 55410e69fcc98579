// RFC 8785 as far as these documents need it: JavaScript's own numbers and strings, members by UTF-16 code unit.

/** Canonical JSON of plain data; sorted by code point instead, it is a common mistake. */
export function canonicalJson(value, byCodePoint = false) {
  const inner = (part) => canonicalJson(part, byCodePoint);
  if (Array.isArray(value)) return `[${value.map(inner).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  names.sort(byCodePoint ? (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)) : undefined);
  return `{${names.map((name) => `${JSON.stringify(name)}:${inner(value[name])}`).join(",")}}`;
}
