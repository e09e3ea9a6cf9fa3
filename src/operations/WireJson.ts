/** A service's JSON as it came, where no more is known of it. An interface of your own fits too. */
export type WireJson = object;
