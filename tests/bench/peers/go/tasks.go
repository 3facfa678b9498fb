// The same measurements as in tasks.c.
package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"
)

const (
	calls      = 1000
	deadlines  = 1000
	crowd      = 10000
	crowdSlots = 10
	steps      = 200000
	mostLaps   = 5
)

// Runs the laps of one measurement; false when it is none of these.
func tasks(what string, laps, count int) bool {
	lap := map[string]func(int){
		"spawn": spawnAndJoin, "lock": handOver(), "gather": gatherMany, "completed": takeAsCompleted,
		"timeout": setAndWithdraw, "crowd": fromTheCrowd(),
	}[what]
	if lap == nil {
		return false
	}
	if what == "timeout" {
		for i := 0; i < deadlines; i++ {
			time.AfterFunc(time.Duration(100+i)*time.Second, func() {})
		}
	}
	if what == "crowd" {
		for i := 0; i < crowd; i++ {
			go func() {
				for i := 0; ; i++ {
					items <- i
				}
			}()
		}
	}
	ns := make([]float64, laps)
	for i := range ns {
		start := time.Now()
		lap(count)
		ns[i] = float64(time.Since(start).Nanoseconds()) / float64(count)
	}
	report(ns)
	return true
}

func spawnAndJoin(times int) {
	done := make(chan struct{})
	for i := 0; i < times; i++ {
		go func() { done <- struct{}{} }()
		<-done
	}
}

func gatherMany(times int) {
	for i := 0; i < times; i += calls {
		var all sync.WaitGroup
		all.Add(calls)
		for call := 0; call < calls; call++ {
			go func() {
				runtime.Gosched()
				all.Done()
			}()
		}
		all.Wait()
	}
}

func takeAsCompleted(times int) {
	results := make(chan int, calls)
	for i := 0; i < times; i += calls {
		for call := 0; call < calls; call++ {
			go func(call int) {
				runtime.Gosched()
				results <- call
			}(call)
		}
		for call := 0; call < calls; call++ {
			<-results
		}
	}
}

func setAndWithdraw(times int) {
	for i := 0; i < times; i++ {
		_, cancel := context.WithTimeout(context.Background(), time.Duration(10+i%100)*time.Second)
		runtime.Gosched()
		cancel()
	}
}

// A sync.Mutex may be taken again by who has just released it; a channel of 1 goes to who waits. Only
// what the other got counts: now and then one of them is preempted, and nobody waits for a while.
func handOver() func(int) {
	lock := make(chan struct{}, 1)
	began := false
	theirs := 0
	return func(times int) {
		if !began {
			began = true
			lock <- struct{}{}
			go func() {
				for {
					lock <- struct{}{}
					theirs++
					<-lock
				}
			}()
			runtime.Gosched()
		}
		for before := theirs; theirs < before+times/2; {
			<-lock
			lock <- struct{}{}
		}
	}
}

var items = make(chan int, crowdSlots)

func fromTheCrowd() func(int) {
	return func(times int) {
		for i := 0; i < times; i++ {
			<-items
		}
	}
}

// ---- many ----

func scale(tasks int) {
	fmt.Print("life")
	for done, lap := 0, 0; done < mostLaps*steps || lap < 2; done, lap = done+tasks, lap+1 {
		start := time.Now()
		var all sync.WaitGroup
		all.Add(tasks)
		for i := 0; i < tasks; i++ {
			go func() { all.Done() }()
		}
		all.Wait()
		if tasks >= 1000 || lap%100 == 0 {
			fmt.Printf(" %.1f", float64(time.Since(start).Nanoseconds())/float64(tasks))
		}
	}
	fmt.Print("\nyield")
	yields(tasks)
	fmt.Println()
}

// The one that keeps the time is the last of the row each time.
func yields(tasks int) {
	turns := max(steps/10/tasks, 1)
	done := false
	rounds := 0
	for i := 1; i < tasks; i++ {
		go func(i int) {
			for !done {
				if i == 1 {
					rounds++
				}
				runtime.Gosched()
			}
		}(i)
	}
	for rounds < 2 {
		runtime.Gosched()
	}
	for lap := 0; lap < mostLaps || lap*turns*tasks < mostLaps*steps; lap++ {
		before, start := rounds, time.Now()
		for rounds < before+turns {
			runtime.Gosched()
		}
		fmt.Printf(" %.1f", float64(time.Since(start).Nanoseconds())/float64(rounds-before)/float64(tasks))
	}
	done = true
}
