import { describe, expect, it } from "vitest";
import { authorizeCall, isAllowed } from "../../../src/server/call/authorizeCall";
import type { Authorize, AuthorizeRequest } from "../../../src/server/contract/RelayOptions";
import { defineOperation } from "../customOperation";
import { fakeCall } from "../fakeCall";

const operation = defineOperation("acme");
const question: Omit<AuthorizeRequest, "request"> = {
  operation,
  params: { renderId: "r1" },
  action: "read",
  input: undefined,
};
/** Asks an `authorize` that gives `verdict`, which may come from JavaScript and be anything. */
const ask = (verdict: unknown) => authorizeCall((() => verdict) as Authorize, fakeCall(), question, 10_000);
const BROKEN = new Error("the database is down");

describe("authorize", () => {
  it("is not waited for where it says yes at once", () => {
    expect(ask(true)).toBeUndefined();
  });

  it("is waited for where it gives a promise, and lets in who is allowed", async () => {
    const asked = ask(Promise.resolve(true));
    expect(asked).toBeInstanceOf(Promise);
    await expect(asked).resolves.toBeUndefined();
  });

  it.each([false, "yes", 1, null, undefined, {}, Promise.resolve("true")])(
    "refuses by %j, and says which operation it was",
    async (verdict) => {
      await expect(ask(verdict)).rejects.toMatchObject({
        httpStatus: 403,
        code: "FORBIDDEN",
        operation: "acme.render",
        message: "acme.render: this is not allowed.",
      });
    },
  );

  it("sends whoever is not signed in to do so", async () => {
    await expect(ask("unauthenticated")).rejects.toMatchObject({
      httpStatus: 401,
      code: "UNAUTHENTICATED",
      message: "acme.render: sign in first.",
    });
  });

  it("that fails is the server's error, whether it throws or rejects", async () => {
    const failure = {
      httpStatus: 500,
      code: "SERVER_ERROR",
      message: "acme.render: it could not be checked whether this is allowed.",
      cause: BROKEN,
    };
    const throws: Authorize = () => {
      throw BROKEN;
    };
    expect(() => authorizeCall(throws, fakeCall(), question, 10_000)).toThrow(expect.objectContaining(failure));
    await expect(ask(Promise.reject(BROKEN))).rejects.toMatchObject(failure);
  });
});

describe("whether a visitor is allowed", () => {
  it("is yes, or no whatever the no was", async () => {
    const allows = (verdict: unknown) => isAllowed((() => verdict) as Authorize, fakeCall(), question, 10_000);
    expect(await Promise.all([true, Promise.resolve(true), false, "unauthenticated", undefined].map(allows))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("is no answer at all where authorize fails: a failing lookup must not look like a no", async () => {
    await expect(isAllowed(() => Promise.reject(BROKEN), fakeCall(), question, 10_000)).rejects.toMatchObject({
      httpStatus: 500,
    });
  });

  it("is no answer where something else goes wrong", async () => {
    const call = fakeCall(
      {},
      {
        request: () => {
          throw BROKEN;
        },
      },
    );
    await expect(isAllowed(({ request }) => request.method === "GET", call, question, 10_000)).rejects.toMatchObject({
      httpStatus: 500,
      cause: BROKEN,
    });
  });
});
