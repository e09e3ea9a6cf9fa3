import { connect } from "node:net";

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/**
 * All answers to bytes that no HTTP client would send, once the server has closed the connection; of those that have a
 * length.
 */
export function answersTo(port: number, bytes: string | Uint8Array): Promise<RawAnswer[]> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.once("error", reject);
    socket.once("close", () => resolve(answersIn(Buffer.concat(chunks))));
  });
}

/** The one answer to bytes that ask for the connection to be closed. */
export async function rawAnswer(port: number, bytes: string): Promise<RawAnswer> {
  const [first] = await answersTo(port, bytes);
  if (first === undefined) throw new Error("closed without an answer");
  return first;
}

/** The answers in what a server has sent; one whose length is not told reaches to the end. */
export function answersIn(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = bytes.toString("latin1"); rest !== "";) {
    const end = rest.indexOf("\r\n\r\n");
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(rest)?.[1];
    if (end < 0 || status === undefined) throw new Error(`not an answer: ${JSON.stringify(rest.slice(0, 100))}`);
    const head = rest.slice(0, end);
    const length = /^(1..|204|304)$/.test(status) ? "0" : /^content-length: (\d+)$/im.exec(head)?.[1];
    const from = end + 4;
    const to = length === undefined ? rest.length : from + Number(length);
    // What comes before an answer is none.
    if (!status.startsWith("1")) answers.push({ status: Number(status), head, body: rest.slice(from, to) });
    rest = rest.slice(to);
  }
  return answers;
}
