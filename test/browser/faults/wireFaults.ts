import type { ServerResponse } from "node:http";
import type { FaultSite, Struck, WireFault } from "./FaultSite";

const JSON_HEADERS = { "content-type": "application/json" };
const EVENTS_HEADERS = { "content-type": "text/event-stream" };
const HALF_AN_EVENT = 'event: change\ndata: {"watch":"layers/v1/jobs/';

/** Gives every request this answer, also one for a stream. */
export function answers(status: number, headers: Readonly<Record<string, string>>, body: string): WireFault {
  return ({ response }) => void response.writeHead(status, { ...headers }).end(body);
}

/** Sends the length of an answer and half of its body, and then calls `end`. */
export function breaksOff(end: (response: ServerResponse) => void): WireFault {
  return ({ response, isStream, right }) => {
    void (isStream ? Promise.resolve(HALF_AN_EVENT) : right()).then((text) => {
      if (isStream) response.writeHead(200, EVENTS_HEADERS);
      else response.writeHead(200, { ...JSON_HEADERS, "content-length": Buffer.byteLength(text) });
      response.write(isStream ? text : text.slice(0, text.length / 2), () => end(response));
    });
  };
}

/** Answers with the right status and type and an unreadable body. The stream stays open. */
export const garbles: WireFault = ({ response, isStream }) => {
  const events = "event: change\ndata: {<<garbled>>\n\nevent: unwatched\ndata: \u0000\n\n: \n\n";
  if (isStream) response.writeHead(200, EVENTS_HEADERS).write(events);
  else response.writeHead(200, JSON_HEADERS).end('{"jobId":"job_<<garbled>>');
};

/** Sends the end of another job under this job's name, over an otherwise correct stream. */
export const tellsOfAnother: WireFault = ({ response, isStream, jobId, session }: Struck) => {
  const other = { jobId: "job_of_somebody_else", kind: "content_generate", status: "completed", progress: 1 };
  const body = JSON.stringify(other);
  if (!isStream) return void response.writeHead(200, { ...JSON_HEADERS, etag: '"other"' }).end(body);
  void session().then((tag) => {
    const change = `{"watch":"layers/v1/jobs/${jobId}","etag":"\\"other\\"","session":"${tag}","body":${body}}`;
    response
      .writeHead(200, EVENTS_HEADERS)
      .write(`event: change\ndata: ${change}\n\nevent: ready\ndata: {"session":"${tag}"}\n\n`);
  });
};

/** Holds back every request. @returns the fault, and a function that answers the waiting requests */
export function holds(site: FaultSite): { readonly fault: WireFault; readonly letGo: () => void } {
  const waiting = new Set<() => void>();
  return {
    fault: ({ response, isStream, pass }) => {
      if (!isStream) site.held += 1;
      const go = (): void => {
        if (!waiting.delete(go)) return;
        if (!isStream) site.held -= 1;
        if (!response.destroyed) pass();
      };
      waiting.add(go);
      response.once("close", go);
    },
    letGo: () => [...waiting].forEach((go) => go()),
  };
}

/** Makes a token expire between its issue and the read, once. */
export function expiresOnce(site: FaultSite): WireFault {
  return ({ isStream, pass }) => {
    if (!isStream) {
      site.fault = null;
      site.expireTokens();
    }
    pass();
  };
}
