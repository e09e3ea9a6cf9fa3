import { useState, type ReactElement } from "react";

type Theme = "light" | "dark";

const DARK = "(prefers-color-scheme: dark)";

/** Switches between light and dark. Until it is used, the system's theme applies. */
export function ThemeToggle(): ReactElement {
  const [chosen, setChosen] = useState<Theme | null>(() => {
    const { theme } = document.documentElement.dataset;
    return theme === "light" || theme === "dark" ? theme : null;
  });

  function toggle(): void {
    const shown = chosen ?? (matchMedia(DARK).matches ? "dark" : "light");
    const next = shown === "dark" ? "light" : "dark";
    document.documentElement.dataset["theme"] = next;
    setChosen(next);
    try {
      localStorage.setItem("longrun-demo-theme", next);
    } catch {
      // Storage is blocked: the choice lasts as long as the page.
    }
  }

  return (
    <button type="button" className="icon-button" aria-label="Switch between light and dark" onClick={toggle}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" fill="currentColor" />
      </svg>
    </button>
  );
}
