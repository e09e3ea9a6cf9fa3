// @vitest-environment node
// On a server as it is, where there is no document: what looks for one when it is loaded finds none.
import { renderToString } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { setUp } from "../hooks/renderWatch";
import { drawn, watched } from "./everyComponent";

test.each([
  ["values", drawn],
  ["ids", watched],
])("a server draws every component from %s without a complaint", (_, page) => {
  expect(typeof document).toBe("undefined");
  const complaints = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { wrapper: Wrapper } = setUp({ hangs: true }, { strict: true });
  const html = renderToString(<Wrapper>{page()}</Wrapper>);
  expect(html.match(/data-longrun/g)?.length).toBeGreaterThan(10);
  expect(complaints).not.toHaveBeenCalled();
});
