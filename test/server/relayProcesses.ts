import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll, beforeAll } from "vitest";
import { signWebhook } from "../../src/testing/layers/signWebhook";
import { listenTo, type Listening } from "./eventSource";
import type { OnEnd } from "./upstream";

/**
 * When a process kills itself: around one of its store's calls, counted from the request that has the header `x-count`.
 */
export interface Death {
  /** 1 for the first. */
  readonly call: number;
  readonly when: "before" | "after";
}

export interface RelayProcessOptions {
  readonly redisUrl: string;
  readonly prefix: string;
  readonly upstreamUrl: string;
  readonly secret: string;
  readonly timeoutMs: number;
  /** The pace of the operation that is nobody's, in ms. */
  readonly everyMs: number;
  /** How close its reads may be, in ms. @default everyMs */
  readonly soonestMs?: number | undefined;
  readonly readsPerMinute?: number | undefined;
  readonly dies?: Death;
}

/** What a relay told `onSettled`. */
export interface Settled {
  readonly settled: string;
  readonly status: string;
  readonly via: "read" | "event";
}

export interface RelayProcess {
  readonly incidents: string[];
  readonly settled: Settled[];
  /** A stream of events about one operation, as EventSource opens it. */
  readonly listen: (watch: string, lastEventId?: string | null) => Promise<Listening>;
  readonly get: (path: string, headers?: Record<string, string>, signal?: AbortSignal) => Promise<Response>;
  /** Posts an event as Layers would, signed anew at each try. */
  readonly deliver: (event: object, headers?: Record<string, string>) => Promise<Response>;
  /** The store's calls since they are counted. */
  readonly calls: () => Promise<string[]>;
  readonly kill: () => Promise<void>;
  /** Resolves with the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const SECRET = "whsec_of_the_endpoint";

export interface RelayProcesses {
  /** Starts a relay in a process of its own. */
  readonly start: (options: Omit<RelayProcessOptions, "secret">) => Promise<RelayProcess>;
  /** What is to be done when the file's tests, which may run side by side, have ended. */
  readonly onEnd: OnEnd;
}

/** Starting is what costs: more at once than this only get in each other's way. */
const STARTING_AT_ONCE = 4;

/** Bundles the relay once for a file of tests, and kills what was started of it when they have ended. */
export function relayProcesses(): RelayProcesses {
  let folder = "";
  const ends: (() => void | Promise<void>)[] = [];
  const onEnd: OnEnd = (end) => void ends.push(end);
  const turns = Array.from({ length: STARTING_AT_ONCE }, () => Promise.resolve<unknown>(undefined));
  let started = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "longrun-relay-"));
    await build({
      configFile: false,
      logLevel: "error",
      root,
      resolve: { alias: { "longrun/server": join(root, "src/server/index.ts") } },
      build: {
        ssr: join(root, "test/server/relayProcess.ts"),
        outDir: folder,
        rollupOptions: { output: { entryFileNames: "relay.mjs" } },
        emptyOutDir: false,
      },
      ssr: { noExternal: true },
    });
  });
  afterAll(async () => {
    await Promise.all(ends.reverse().map((end) => end()));
    await rm(folder, { recursive: true });
  });
  return {
    onEnd,
    start: (options) => {
      const turn = (started += 1) % STARTING_AT_ONCE;
      const starting = Promise.resolve(turns[turn]).then(() =>
        start(join(folder, "relay.mjs"), { ...options, secret: SECRET }, onEnd),
      );
      turns[turn] = starting.catch(() => undefined);
      return starting;
    },
  };
}

async function start(file: string, options: RelayProcessOptions, onEnd: OnEnd): Promise<RelayProcess> {
  const child = spawn(process.execPath, [file, JSON.stringify(options)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  onEnd(() => void child.kill("SIGKILL"));
  const [incidents, settled]: [string[], Settled[]] = [[], []];
  const ended = once(child, "exit").then(([, signal]) => signal as NodeJS.Signals | null);
  const url = await new Promise<string>((resolve, reject) => {
    child.on(
      "message",
      (message: { readonly address?: { readonly port: number }; readonly incident?: string } | Settled) => {
        if ("settled" in message) settled.push(message);
        else if (message.incident !== undefined) incidents.push(message.incident);
        else resolve(`http://127.0.0.1:${message.address?.port}`);
      },
    );
    void ended.then((signal) => reject(new Error(`The relay did not start (${signal}).`)));
  });
  return {
    incidents,
    settled,
    listen: async (watch, lastEventId = null) => {
      const headers: Record<string, string> = lastEventId === null ? {} : { "last-event-id": lastEventId };
      const listening = await listenTo((signal) =>
        fetch(`${url}/api/longrun/events?watch=${encodeURIComponent(watch)}`, { headers, signal }),
      );
      onEnd(() => listening.close());
      return listening;
    },
    get: (path, headers = {}, signal) =>
      fetch(`${url}/api/longrun/${path}`, { headers, ...(signal === undefined ? {} : { signal }) }),
    deliver: async (event, headers = {}) => {
      const body = JSON.stringify(event);
      const signature = await signWebhook(body, SECRET, Math.floor(Date.now() / 1_000));
      return fetch(`${url}/api/longrun/webhooks/layers`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-layers-signature": signature, ...headers },
        body,
      });
    },
    calls: async () => (await (await fetch(`${url}/calls`)).json()) as string[],
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    ended,
  };
}
