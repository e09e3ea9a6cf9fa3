import { useEffect, useState, type ReactElement } from "react";
import type { Words } from "../labels/Words";

const COPIED_FOR_MS = 2_000;

/** Copies a text, and shows for two seconds that it did. */
export function CopyButton({
  value,
  label,
  words,
}: {
  readonly value: string;
  readonly label: string;
  readonly words: Words;
}): ReactElement {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), COPIED_FOR_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  function copy(): void {
    // The clipboard is missing on pages without TLS, and needs permission; the text can still be selected by hand.
    navigator.clipboard?.writeText(value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  }

  return (
    <button
      type="button"
      data-longrun="copy-button"
      aria-label={copied ? words.text("copied") : `${words.text("copy")}: ${label}`}
      onClick={copy}
    >
      <span aria-live="polite">{words.text(copied ? "copied" : "copy")}</span>
    </button>
  );
}
