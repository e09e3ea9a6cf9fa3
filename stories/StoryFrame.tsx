import { focusManager, onlineManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createLongrunClient,
  jobOptions,
  leaseRequestOptions,
  lineRequestOptions,
  LongrunProvider,
  type LongrunClient,
} from "longrun";
import styles from "longrun/styles.css?inline";
import { useEffect, useLayoutEffect, useState, type ReactElement, type ReactNode } from "react";
import { LANGUAGES } from "./languages";
import type { Look } from "./Look";
import type { Setting } from "./Setting";
import { LEASE_PARAMS, LINE_ID } from "./values";

export interface StoryFrameProps {
  readonly look: Look;
  readonly setting?: Setting | undefined;
  /** Whether the story is on a documentation page, which is always light. */
  readonly inDocs?: boolean;
  readonly children: ReactNode;
}

const GROUND = "light-dark(#f7f7f8, #0e0f11)";

/** Shows a story with the toolbar's settings, and with a client and a cache made from the story's setting. */
export function StoryFrame({ look, setting = {}, inDocs = false, children }: StoryFrameProps): ReactElement {
  const [world] = useState(() => makeWorld(setting));
  const direction = look.direction === "auto" ? (look.locale === "ar" ? "rtl" : "ltr") : look.direction;
  useLayoutEffect(() => {
    const { documentElement: html } = document;
    if (look.theme === "system") delete html.dataset["theme"];
    else html.dataset["theme"] = look.theme;
    // Set on the page, as an app does: the stylesheet follows it.
    html.style.colorScheme = look.theme === "system" ? "light dark" : look.theme;
    html.dir = direction;
    html.lang = look.locale;
    if (!inDocs) document.body.style.background = GROUND;
  }, [look.theme, look.locale, direction, inDocs]);
  useEffect(() => {
    // Each story begins visible and online, whatever the previous story did.
    focusManager.setFocused(true);
    onlineManager.setOnline(!setting.offline);
    return () => {
      focusManager.setFocused(undefined);
      onlineManager.setOnline(true);
    };
  }, [setting.offline]);
  return (
    <QueryClientProvider client={world.queryClient}>
      <LongrunProvider client={world.client} labels={LANGUAGES[look.locale]} locale={look.locale}>
        {look.styles === "styled" && <style>{styles}</style>}
        {look.motion === "reduced" && (
          <style>{"*, ::before, ::after { animation: none !important; transition: none !important; }"}</style>
        )}
        {inDocs ? (
          <div style={{ margin: -12, padding: 24, borderRadius: 4, background: GROUND }}>{children}</div>
        ) : (
          children
        )}
      </LongrunProvider>
    </QueryClientProvider>
  );
}

interface World {
  readonly client: LongrunClient;
  readonly queryClient: QueryClient;
}

function makeWorld({ known, knownAgoMs = 0, fetch = neverAnswers, offline }: Setting): World {
  const client = createLongrunClient({ fetch });
  const queryClient = new QueryClient();
  const updatedAt = Date.now() - knownAgoMs;
  for (const value of Array.isArray(known) ? known : known === undefined ? [] : [known]) {
    const key =
      "jobId" in value
        ? jobOptions(value.jobId, client)
        : "requestId" in value
          ? leaseRequestOptions(LEASE_PARAMS, client)
          : lineRequestOptions(LINE_ID, client);
    queryClient.setQueryData<unknown>(key.queryKey as readonly unknown[], value, { updatedAt });
  }
  if (offline) onlineManager.setOnline(false);
  return { client, queryClient };
}

function neverAnswers(): Promise<Response> {
  return new Promise(() => undefined);
}
