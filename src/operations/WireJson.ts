/** A service's JSON as it came, of any shape. An interface of your own fits too. */
export type WireJson = object;
