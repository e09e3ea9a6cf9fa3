import type { ReactElement } from "react";

export function Logo(): ReactElement {
  return (
    <span className="logo">
      <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
        <rect className="logo-tile" width="32" height="32" rx="9" />
        <path className="logo-bars" d="M8 12.5h9M8 19.5h16" />
        <circle className="logo-dot" cx="22.5" cy="12.5" r="2" />
      </svg>
      longrun
    </span>
  );
}
