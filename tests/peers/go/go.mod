module weft.peers/hello

go 1.21
