import type { CachedAnswer } from "./CachedAnswer";
import type { StoreStep } from "../store/RelayStore";
import { SharedAnswers } from "./SharedAnswers";

/**
 * In the place of {@link SharedAnswers} where there is no store: what one relay knows alone is kept once, among what it
 * watches.
 */
export class LoneAnswers extends SharedAnswers {
  override get isAlone(): boolean {
    return true;
  }

  override get(): Promise<CachedAnswer | null> {
    return Promise.resolve(null);
  }

  override look(): readonly StoreStep[] {
    return [];
  }

  override async storeAndPublish(): Promise<void> {}

  override async publish(): Promise<void> {}

  override async store(): Promise<void> {}

  override async publishInvalidation(): Promise<void> {}
}
