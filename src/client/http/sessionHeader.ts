/** Asks that an answer names the session it was granted to; only pages that are pushed changes need that. */
export const WANTS_SESSION = "x-longrun-push";
/** Names the session that an answer was granted to, by the relay's opaque tag. */
export const SESSION_HEADER = "x-longrun-session";
