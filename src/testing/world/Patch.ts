/** Changes what an answer says, to try what no table knows. */
export type Patch<Wire> = (wire: Wire) => unknown;
