import "@testing-library/jest-dom/vitest";
import { notifyManager } from "@tanstack/react-query";
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

// TanStack tells its observers in a timer of its own, which lands 1 ms late under fake clocks.
notifyManager.setScheduler(queueMicrotask);

afterEach(() => cleanup());
