import { createSimulator, type Simulator, type SimulatorOptions } from "longrun/testing";

/** The start of the tests' time: that of the documented sample job. */
export const START: number = Date.parse("2026-04-18T19:20:11Z");

/** A simulator on a clock that only `advance` moves. */
export function frozenSimulator(options: SimulatorOptions = {}): Simulator {
  return createSimulator({ now: () => START, ...options });
}

export interface Asked {
  readonly method?: string;
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it is if it is a string. */
  readonly body?: unknown;
}

/** Requests a provider's own path, with the default key unless another is given. */
export function ask(
  simulator: Simulator,
  path: string,
  { method, key, headers = {}, body }: Asked = {},
): Promise<Response> {
  const isTuco = path.startsWith("/api/");
  const token = key === undefined ? (isTuco ? simulator.tuco : simulator.layers).apiKey : key;
  return simulator.fetch(`${isTuco ? "https://app.tuco.ai" : "https://api.layers.com"}${path}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

export async function askJson(simulator: Simulator, path: string, asked: Asked = {}): Promise<unknown> {
  return (await ask(simulator, path, asked)).json();
}

export const MINUTE = 60_000;
export const HOUR: number = 60 * MINUTE;
