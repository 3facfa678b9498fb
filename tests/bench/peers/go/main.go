// The same measurements in Go. Arguments and output as of switch.c, sleepers.c and tasks.c.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
)

func number(index int, otherwise int) int {
	if len(os.Args) <= index {
		return otherwise
	}
	value, err := strconv.Atoi(os.Args[index])
	if err != nil {
		panic(err)
	}
	return value
}

func main() {
	runtime.GOMAXPROCS(1)
	what := "yield"
	if len(os.Args) > 1 {
		what = os.Args[1]
	}
	switch what {
	case "sleepers":
		sleepers(number(2, 1000000), number(3, 4))
	case "scale":
		scale(number(2, 1000))
	case "queue":
		report(queue(number(2, 100), number(3, 20000)))
	default:
		if tasks(what, number(2, 100), number(3, 20000)) {
			return
		}
		report(yield(number(2, 100), number(3, 20000)))
	}
}

func report(laps []float64) {
	for _, ns := range laps {
		fmt.Printf("%.2f\n", ns)
	}
}

// Two goroutines yield in turns; the first keeps the time of both.
func yield(laps, count int) []float64 {
	ns := make([]float64, laps)
	done := false
	var both sync.WaitGroup
	both.Add(2)
	go func() {
		defer both.Done()
		for lap := range ns {
			start := time.Now()
			for i := 0; i < count/2; i++ {
				runtime.Gosched()
			}
			ns[lap] = float64(time.Since(start).Nanoseconds()) / float64(count/2*2)
		}
		done = true
	}()
	go func() {
		defer both.Done()
		for !done {
			runtime.Gosched()
		}
	}()
	both.Wait()
	return ns
}

func queue(laps, count int) []float64 {
	ns := make([]float64, laps)
	items := make(chan int, 1)
	go func() {
		for i := 0; i < laps*count; i++ {
			items <- i
		}
	}()
	for lap := range ns {
		start := time.Now()
		for i := 0; i < count; i++ {
			<-items
		}
		ns[lap] = float64(time.Since(start).Nanoseconds()) / float64(count)
	}
	return ns
}

// All sleep until one moment, because goroutines begin to run while others are still being made:
// were each to sleep equally long, they would wake as slowly as they were made. The order of such
// wakes says nothing, so it is not counted.
func sleepers(count, sleepSeconds int) {
	var asleep, woken, late int
	var allAsleep, firstWoken, lastWoken time.Time
	var all sync.WaitGroup
	start := time.Now()
	until := start.Add(time.Duration(sleepSeconds) * time.Second)
	all.Add(count)
	for i := 0; i < count; i++ {
		go func() {
			asleep++
			if asleep == count {
				allAsleep = time.Now()
			}
			time.Sleep(time.Until(until))
			if woken == 0 {
				firstWoken = time.Now()
				late = count - asleep
			}
			woken++
			if woken == count {
				lastWoken = time.Now()
			}
			all.Done()
		}()
	}
	spawned := time.Now()
	all.Wait()
	fmt.Printf("%.4f %.4f %.4f - %d\n", spawned.Sub(start).Seconds(), allAsleep.Sub(spawned).Seconds(),
		lastWoken.Sub(firstWoken).Seconds(), late)
}
