/** Asks the relay to name the session that an answer was granted to; sent by clients with push alone. */
export const WANTS_SESSION = "x-longrun-push";
/** The session that an answer was granted to, as the relay's opaque tag. */
export const SESSION_HEADER = "x-longrun-session";

/**
 * Names the action that a POST to the relay means, where the upstream is not asked with a POST. A browser sends every
 * action as a POST, so that an app mounts the relay for two methods alone.
 */
export const ACTION_HEADER = "x-longrun-action";
