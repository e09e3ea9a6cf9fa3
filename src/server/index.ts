export { createRelay } from "./createRelay";
export { memoryStore, type MemoryStoreOptions } from "./store/memoryStore";
export { redisStore, type RedisStoreOptions } from "./store/redisStore";
export type { IoRedisClient, IoRedisSubscriber, RedisClient, RedisSubscriber } from "./store/redisConnection";
export type { RelayStore, Spending, Spent, StoreStep } from "./store/RelayStore";
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
} from "./contract/RelayOptions";
export { hmacWebhooks, type HmacWebhooksOptions } from "./webhook/hmacWebhooks";
export { standardWebhooks, type StandardWebhooksOptions } from "./webhook/standardWebhooks";
export { timestampedWebhooks, type TimestampedWebhooksOptions } from "./webhook/timestampedWebhooks";
export type { WebhookSecret } from "./webhook/secretKeys";
export type { MacAlgorithm } from "./webhook/isMacOf";
export type { VerifiedWebhook, WebhookDelivery, WebhookScheme } from "./webhook/WebhookScheme";
export { toNodeListener } from "./node/toNodeListener";
export type { NodeOutgoing } from "./node/NodeOutgoing";
export type { NodeIncoming } from "./node/NodeIncoming";
export type { SettledEvent } from "./contract/SettledEvent";
export { verifyLayersWebhook, type LayersEvent, type VerifyLayersWebhookOptions } from "./webhook/verifyLayersWebhook";
