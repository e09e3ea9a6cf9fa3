import { describe, expect, it } from "vitest";
import { ACTIONS, OPERATIONS } from "../../../src/providers/actions";
import { matchRoute } from "../../../src/server/call/matchRoute";
import type { Upstream } from "../../../src/server/upstream/Upstream";

function upstreamNamed(name: string): Upstream {
  return {
    name,
    baseUrl: `https://${name}.example`,
    fingerprint: Promise.resolve(name),
    readsPerMinute: undefined,
    webhookSecret: null,
    headers: () => Promise.resolve(new Headers()),
    secretsIn: () => [],
    operations: OPERATIONS.filter(({ endpoint }) => endpoint === name),
    actions: ACTIONS.filter(({ operation }) => operation.endpoint === name),
  };
}

const upstreams = [upstreamNamed("layers"), upstreamNamed("tuco")];
const route = (method: string, path: string) =>
  matchRoute(upstreams, { method: method, path: path, query: "", actionName: null });

describe("a documented call is found", () => {
  it("by its method and path, with the ids in it", () => {
    expect(route("GET", "/layers/v1/jobs/job_1")).toMatchObject({
      kind: "read",
      target: { operation: { name: "layers.job" }, params: { jobId: "job_1" }, upstream: { name: "layers" } },
    });
    expect(route("POST", "/layers/v1/jobs/job_1/cancel")).toMatchObject({
      kind: "action",
      operation: { name: "layers.job" },
      params: { jobId: "job_1" },
      action: { name: "cancel" },
      upstream: { name: "layers" },
    });
    expect(route("GET", "/tuco/api/line-requests/line_1")).toMatchObject({
      kind: "read",
      target: { operation: { name: "tuco.line-request" }, upstream: { name: "tuco" } },
    });
    expect(route("POST", "/tuco/api/line-requests")).toMatchObject({
      kind: "action",
      params: {},
      action: { name: "create" },
    });
  });

  it.each([
    ["POST", "/layers/v1/jobs/job_1"],
    ["GET", "/layers/v1/jobs/job_1/cancel"],
    ["PUT", "/layers/v1/jobs/job_1"],
    ["get", "/layers/v1/jobs/job_1"],
    ["GET", "/tuco/v1/jobs/job_1"],
    ["GET", "/layersv1/jobs/job_1"],
    ["GET", "layers/v1/jobs/job_1"],
    ["GET", "/xlayers/v1/jobs/job_1"],
    ["GET", "/layers"],
    ["GET", "/layers/v1/jobs/job_1/x"],
    ["GET", "/layers/v1/jobs"],
    ["POST", "/layers/v1/job/job_1/cancel"],
  ])("and nothing by %s %s", (method, path) => {
    expect(route(method, path)).toBeNull();
  });
});

describe("an id that is none", () => {
  it.each([
    ["GET", "/layers/v1/jobs/job%2F1", "layers.job"],
    ["GET", `/layers/v1/jobs/${"x".repeat(129)}`, "layers.job"],
    ["GET", "/layers/v1/jobs/", "layers.job"],
    ["POST", "/layers/v1/jobs/job%2F1/cancel", "layers.job"],
    ["POST", "/tuco/api/line-requests/a.b", "tuco.line-request"],
  ])("is told apart from a call that does not exist: %s %s", (method, path, name) => {
    expect(route(method, path)).toMatchObject({ kind: "invalid-id", operation: { name } });
  });
});
