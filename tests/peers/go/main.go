// The same by Go: net/http, an echo by net, over UDP and over crypto/tls, processes by os/exec.
package main

import (
	"crypto/tls"
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

func echoDatagrams() {
	socket, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		panic(err)
	}
	fmt.Printf("port %d\n", socket.LocalAddr().(*net.UDPAddr).Port)
	bytes := make([]byte, 2048)
	for {
		count, sender, err := socket.ReadFromUDPAddrPort(bytes)
		if err != nil {
			panic(err)
		}
		socket.WriteToUDPAddrPort(bytes[:count], sender)
	}
}

func overTLS(listener net.Listener) net.Listener {
	own, err := tls.X509KeyPair([]byte(os.Getenv("PEER_CERTIFICATE")), []byte(os.Getenv("PEER_KEY")))
	if err != nil {
		panic(err)
	}
	return tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{own}})
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
	what := ""
	if len(os.Args) > 1 {
		what = os.Args[1]
	}
	if what == "udp" {
		echoDatagrams()
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("port %d\n", listener.Addr().(*net.TCPAddr).Port)
	if what == "tls" {
		listener = overTLS(listener)
	}
	if what == "echo" || what == "tls" {
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
