/** Runs several steps atomically, in one round trip. A step is its name and its arguments; "" stands for null. */
export const BATCH = `
local results, key, at = {}, 1, 1
while ARGV[at] do
  local step, result = ARGV[at], 1
  if step == "get" then
    local last = key + tonumber(ARGV[at + 1]) - 1
    result = redis.call("MGET", unpack(KEYS, key, last))
    key, at = last + 1, at + 2
  elseif step == "set" then
    redis.call("SET", KEYS[key], ARGV[at + 1], "PX", ARGV[at + 2])
    key, at = key + 1, at + 3
  elseif step == "swap" then
    local kept = redis.call("MGET", KEYS[key])[1] or ""
    if kept ~= ARGV[at + 1] then result = 0
    elseif ARGV[at + 2] == "" then redis.call("DEL", KEYS[key])
    else redis.call("SET", KEYS[key], ARGV[at + 2], "PX", ARGV[at + 3]) end
    key, at = key + 1, at + 4
  else
    redis.call("PUBLISH", ARGV[at + 1], ARGV[at + 2])
    at = at + 3
  end
  results[#results + 1] = result
end
return results`;

/** Does what `spendWithin` does, atomically. The budget is a hash: second → reads, and "held" → until when. */
export const SPEND = `
local now, window, allowed = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local inOneSecond, held = tonumber(ARGV[4]), tonumber(ARGV[5])
if redis.call("TYPE", KEYS[1]).ok ~= "hash" then redis.call("DEL", KEYS[1]) end
local second, used, ofSecond, reads = math.floor(now / 1000), 0, 0, {}
local kept = redis.call("HGETALL", KEYS[1])
for index = 1, #kept, 2 do
  local at, count = kept[index], tonumber(kept[index + 1])
  if at == "held" then held = math.max(held, count or 0)
  elseif not (count and tonumber(at) and tonumber(at) > second - window) then redis.call("HDEL", KEYS[1], at)
  else
    used = used + count
    if tonumber(at) == second then ofSecond = count else reads[#reads + 1] = tonumber(at); reads[#reads + 1] = count end
  end
end
local taken = held <= now and used < allowed and ofSecond < inOneSecond
if taken then ofSecond = redis.call("HINCRBY", KEYS[1], string.format("%.0f", second), 1) end
if held > 0 then redis.call("HSET", KEYS[1], "held", string.format("%.0f", held)) end
redis.call("PEXPIRE", KEYS[1], ARGV[6])
if ofSecond > 0 then reads[#reads + 1] = second; reads[#reads + 1] = ofSecond end
return { taken and 1 or 0, held, unpack(reads) }`;
