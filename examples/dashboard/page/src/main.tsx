import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "longrun/styles.css";
import { App } from "./App";
import "./page.css";
import "./dashboard.css";

const queryClient = new QueryClient();
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has lost its #root.");

// No LongrunProvider: without one the hooks ask the relay at /api/longrun, and that is where this server mounts it.
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
