// The same by Go: net/http, an echo by net, processes by os/exec.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"sync"
)

const atOnce = 10

func answer(response http.ResponseWriter, request *http.Request) {
	if request.Method == "POST" {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return
		}
		response.Header().Set("Content-Type", "application/json")
		response.Header().Set("Content-Length", strconv.Itoa(len(body)))
		response.Write(body)
		return
	}
	response.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(response, "hello\n")
}

func echo(peer net.Conn) {
	defer peer.Close()
	bytes := make([]byte, 4096)
	for {
		count, err := peer.Read(bytes)
		if err != nil {
			return
		}
		if _, err = peer.Write(bytes[:count]); err != nil {
			return
		}
	}
}

func processes(many int) {
	work := make(chan int)
	var workers sync.WaitGroup
	for i := 0; i < atOnce; i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for range work {
				if err := exec.Command("true").Run(); err != nil {
					panic(err)
				}
			}
		}()
	}
	for i := 0; i < many; i++ {
		work <- i
	}
	close(work)
	workers.Wait()
}

func main() {
	if len(os.Args) > 2 {
		many, _ := strconv.Atoi(os.Args[2])
		processes(many)
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("port %d\n", listener.Addr().(*net.TCPAddr).Port)
	if len(os.Args) > 1 && os.Args[1] == "echo" {
		for {
			peer, err := listener.Accept()
			if err != nil {
				panic(err)
			}
			go echo(peer)
		}
	}
	panic(http.Serve(listener, http.HandlerFunc(answer)))
}
