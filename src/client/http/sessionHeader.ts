/** Asks the relay to name the session that an answer was granted to; sent by clients with push alone. */
export const WANTS_SESSION = "x-longrun-push";
/** The session that an answer was granted to, as the relay's opaque tag. */
export const SESSION_HEADER = "x-longrun-session";
