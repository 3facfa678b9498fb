-- For a server that sends back what came: the request is a response.
local text = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n"
function request() return text end
