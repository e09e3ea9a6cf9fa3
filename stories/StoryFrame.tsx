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
  /** Whether it stands on a page of documentation, which is light whatever the story is. */
  readonly inDocs?: boolean;
  readonly children: ReactNode;
}

const GROUND = "light-dark(#f7f7f8, #0e0f11)";

/** Shows a story in the look that the toolbar asks for, in a world where its components find what its setting says. */
export function StoryFrame({ look, setting = {}, inDocs = false, children }: StoryFrameProps): ReactElement {
  const [world] = useState(() => makeWorld(setting));
  const direction = look.direction === "auto" ? (look.locale === "ar" ? "rtl" : "ltr") : look.direction;
  useLayoutEffect(() => {
    const { documentElement: html } = document;
    if (look.theme === "system") delete html.dataset["theme"];
    else html.dataset["theme"] = look.theme;
    // The page's own, as in any app: the stylesheet follows it and sets none.
    html.style.colorScheme = look.theme === "system" ? "light dark" : look.theme;
    html.dir = direction;
    html.lang = look.locale;
    if (!inDocs) document.body.style.background = GROUND;
  }, [look.theme, look.locale, direction, inDocs]);
  useEffect(() => {
    // Each story begins in a page that is seen and connected, whatever the one before it did.
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
