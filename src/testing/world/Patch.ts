/** Changes an HTTP answer, for example to a status that no table lists. */
export type Patch<Wire> = (wire: Wire) => unknown;
