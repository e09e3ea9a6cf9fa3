import { appendFileSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A world is forgotten after this time without visitors; the next visitor gets a new one. */
const KEPT_MS = 3_600_000;

/**
 * The actions in a simulated world, one JSON object a line. The simulator gives the same answers for the same seed and
 * the same calls at the same times, so the journal restores the world after the server was killed.
 */
export class Journal {
  #file;
  /** The first line: the parameters of the world. */
  head;
  /** The others, oldest first. */
  entries;

  /** Opens the journal of a recent world, or begins one with `makeHead()`. */
  constructor(file, makeHead) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    const [head, ...entries] = isWarm(file) ? readLines(file) : [];
    this.head = head ?? makeHead();
    this.entries = entries;
    if (!head) writeFileSync(file, `${JSON.stringify(this.head)}\n`, { mode: 0o600 });
  }

  add(entry) {
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  /** Records that the world still has visitors. */
  touch() {
    const now = new Date();
    utimesSync(this.#file, now, now);
  }
}

function isWarm(file) {
  const mtimeMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Date.now() - mtimeMs < KEPT_MS;
}

/** Up to the first line that can't be read: a server that was killed may have left half of one. */
function readLines(file) {
  const lines = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    try {
      lines.push(JSON.parse(line));
    } catch {
      break;
    }
  }
  return lines;
}
