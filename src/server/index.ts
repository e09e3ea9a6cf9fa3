export { createRelay } from "./createRelay";
export { memoryStore, type MemoryStoreOptions } from "./memoryStore";
export { redisStore, type RedisStoreOptions } from "./redisStore";
export type { IoRedisClient, IoRedisSubscriber, RedisClient, RedisSubscriber } from "./redisConnection";
export type { RelayStore, Spending, Spent, StoreStep } from "./RelayStore";
export type {
  Authorize,
  AuthorizeRequest,
  CacheLimits,
  CustomUpstream,
  LayersUpstream,
  PushOptions,
  Relay,
  RelayAction,
  RelayCaller,
  RelayIncident,
  RelayOptions,
  RelayUpstreams,
  TucoUpstream,
} from "./RelayOptions";
export { toNodeListener } from "./toNodeListener";
export type { NodeOutgoing } from "./NodeOutgoing";
export type { NodeIncoming } from "./NodeIncoming";
export type { SettledEvent } from "./SettledLog";
export { verifyLayersWebhook, type LayersEvent, type VerifyLayersWebhookOptions } from "./verifyLayersWebhook";
