import { connect } from "node:net";

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** All answers to bytes that no HTTP client would send, once the server has closed the connection; of those that have a length. */
export function answersTo(port: number, bytes: string | Uint8Array): Promise<RawAnswer[]> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.once("error", reject);
    socket.once("close", () => resolve(parsed(Buffer.concat(chunks))));
  });
}

/** The one answer to bytes that ask for the connection to be closed. */
export async function rawAnswer(port: number, bytes: string): Promise<RawAnswer> {
  const [first] = await answersTo(port, bytes);
  if (first === undefined) throw new Error("closed without an answer");
  return first;
}

function parsed(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = bytes.toString("latin1"); rest !== ""; ) {
    const end = rest.indexOf("\r\n\r\n");
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(rest)?.[1];
    if (end < 0 || status === undefined) throw new Error(`not an answer: ${JSON.stringify(rest.slice(0, 100))}`);
    const head = rest.slice(0, end);
    const length = /^content-length: (\d+)$/im.exec(head)?.[1];
    const from = end + 4;
    const to = length === undefined ? rest.length : from + Number(length);
    answers.push({ status: Number(status), head, body: rest.slice(from, to) });
    rest = rest.slice(to);
  }
  return answers;
}
