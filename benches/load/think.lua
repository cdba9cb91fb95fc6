-- Each connection thinks for 80 ms in the mean before a request; at random, or all of them would ask at the same moments for ever.
function setup(thread)
  math.randomseed(os.time())
end

function delay()
  return math.random(1, 159)
end
