-- A request with a JSON body of some 2 KB, which comes back.
local numbers = {}
for i = 1, 400 do numbers[i] = tostring(i) end
wrk.method = "POST"
wrk.body = '{"text":"hello","numbers":[' .. table.concat(numbers, ",") .. "]}"
wrk.headers["Content-Type"] = "application/json"
