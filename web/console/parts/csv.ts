// Reads enough of a table in the browser to show people their own rows beside what the server says of them. The server
// reads the table itself; what it says counts.

/** A table: its columns and its first rows. */
export interface Table {
  header: string[];
  rows: string[][];
}

/** The first `most` rows of a table separated by commas, semicolons or tabs (RFC 4180). */
export function readTable(text: string, most: number): Table {
  const clean = text.replace(/^\uFEFF/, "");
  const records = readRecords(clean, delimiterOf(clean), most + 1);
  const [header = [], ...rows] = records;
  return { header: header.map((cell) => cell.trim()), rows };
}

/** Whichever of the three stands most often in the first line, outside quotes. */
function delimiterOf(text: string): string {
  const [line = ""] = text.split(/\r?\n/, 1);
  const bare = line.replace(/"[^"]*"/g, "");
  const count = (delimiter: string) => bare.split(delimiter).length;
  return [",", ";", "\t"].sort((one, other) => count(other) - count(one))[0] ?? ",";
}

function readRecords(text: string, delimiter: string, most: number): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let cell = "";
  let quoted = false;
  const endRecord = () => {
    record.push(cell);
    if (record.length > 1 || cell !== "") records.push(record);
    record = [];
    cell = "";
  };
  for (let at = 0; at < text.length && records.length < most; at++) {
    const letter = text[at];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === delimiter) {
      record.push(cell);
      cell = "";
    } else if (letter === "\n") endRecord();
    else if (letter !== "\r") cell += letter;
  }
  if (records.length < most && (cell !== "" || record.length > 0)) endRecord();
  return records;
}
