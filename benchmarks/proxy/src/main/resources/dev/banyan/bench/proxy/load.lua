-- Rotates over 256 signed-in users; prints one JSON line at the end.
-- BENCH_PATH is the path without its last segment.
local path = os.getenv("BENCH_PATH")
local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

local function base64url(text)
  local out = {}
  for i = 1, #text, 3 do
    local a, b, c = text:byte(i, i + 2)
    local n = a * 65536 + (b or 0) * 256 + (c or 0)
    local count = b and (c and 4 or 3) or 2
    for j = 1, count do
      local index = math.floor(n / 64 ^ (4 - j)) % 64
      out[#out + 1] = alphabet:sub(index + 1, index + 1)
    end
  end
  return table.concat(out)
end

local requests = {}
local next = 0

init = function(args)
  local header = base64url('{"alg":"HS256","typ":"JWT"}')
  for user = 0, 255 do
    local token = header .. "." .. base64url('{"sub":"user-' .. user .. '"}') .. "." .. ("s"):rep(43)
    requests[user] = wrk.format("GET", path .. "/" .. user, {
      ["Host"] = "bench.local",
      ["Authorization"] = "Bearer " .. token,
      ["Accept"] = "application/json",
    })
  end
end

request = function()
  next = (next + 1) % 256
  return requests[next]
end

done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"micros":%d,"p50":%.1f,"p99":%.1f,"status":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
