// PDF files, object by object.

export class Pdf {
  #parts = [Buffer.from("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n", "latin1")];
  #offsets = [];

  get length() {
    return this.#parts.reduce((sum, part) => sum + part.length, 0);
  }

  object(number, body) {
    this.#offsets.push([number, this.length]);
    return this.raw(`${number} 0 obj\n${body}\nendobj\n`);
  }

  stream(number, dictionary, data) {
    this.#offsets.push([number, this.length]);
    this.raw(`${number} 0 obj\n<<${dictionary}/Length ${data.length}>>\nstream\n`);
    this.#parts.push(Buffer.from(data));
    return this.raw("\nendstream\nendobj\n");
  }

  raw(text) {
    this.#parts.push(Buffer.from(text, "latin1"));
    return this;
  }

  /** Ends a revision with a cross-reference table; `trailer` goes into its dictionary. */
  table(trailer) {
    const start = this.length;
    const rows = this.#offsets
      .splice(0)
      .map(([number, at]) => `${number} 1\n${String(at).padStart(10, "0")} 00000 n \n`);
    this.raw(
      `xref\n0 1\n0000000000 65535 f \n${rows.join("")}trailer\n<</Size 99${trailer}>>\nstartxref\n${start}\n%%EOF\n`,
    );
    this.start = start;
    return this;
  }

  finish(trailer = "/Root 1 0 R") {
    return Buffer.concat(this.table(trailer).#parts);
  }

  bytes() {
    return Buffer.concat(this.#parts);
  }
}

export const CATALOG = "<</Type/Catalog/Names<</EmbeddedFiles<</Names[(credential.json)2 0 R]>>>>>>";
export const FILE = "<</Type/Filespec/F(credential.json)/EF<</F 3 0 R>>>>";

/** A document with `credential` attached. */
export const attached = (credential, dictionary = "/Type/EmbeddedFile") =>
  new Pdf().object(1, CATALOG).object(2, FILE).stream(3, dictionary, Buffer.from(credential));
