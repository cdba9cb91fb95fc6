-- Everybody asks for their own list with their own token, and thinks at random before they ask again:
-- at random, or all of them would ask at the same moments for ever.
local people = {}
local last = 0
local think = tonumber(os.getenv("THINK_MS"))

function init(arguments)
  math.randomseed(os.time())
  for line in io.lines(os.getenv("PEOPLE")) do
    local id, token = line:match("^(%S+) (%S+)$")
    people[#people + 1] = wrk.format("GET", "/api/" .. id .. "/tasks", { Authorization = "Bearer " .. token })
  end
end

function request()
  last = last % #people + 1
  return people[last]
end

function delay()
  return math.random(1, 2 * think - 1)
end

-- One line that the program reads: requests, microseconds, p50 and p99 in microseconds, errors.
function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("figures %d %d %d %d %d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), failed))
end
