//! The same measurements in tokio, on one thread. Arguments and output as of switch.c, sleepers.c
//! and tasks.c.

mod tasks;

use std::cell::Cell;
use std::time::{Duration, Instant};
use tokio::task::yield_now;

fn number(index: usize, otherwise: usize) -> usize {
    std::env::args().nth(index).map_or(otherwise, |word| word.parse().expect("a number"))
}

fn main() {
    let what = std::env::args().nth(1).unwrap_or_else(|| "yield".into());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    if what == "sleepers" {
        runtime.block_on(async {
            tokio::spawn(sleepers(number(2, 1_000_000), number(3, 4))).await.unwrap();
        });
        return;
    }
    if what == "scale" {
        return tasks::scale(&runtime, number(2, 1000));
    }
    let (laps, count) = (number(2, 100), number(3, 20_000));
    let ns = match what.as_str() {
        "queue" => runtime.block_on(queue(laps, count)),
        "yield" => runtime.block_on(yields(laps, count)),
        _ => tasks::measure(&runtime, &what, laps, count).expect("the name of a measurement"),
    };
    for lap in ns {
        println!("{lap:.2}");
    }
}

fn per(start: Instant, count: usize) -> f64 {
    start.elapsed().as_nanos() as f64 / count as f64
}

/// Two tasks yield in turns; the first keeps the time of both.
async fn yields(laps: usize, count: usize) -> Vec<f64> {
    let done = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let over = done.clone();
    let timed = tokio::spawn(async move {
        let mut ns = Vec::new();
        for _ in 0..laps {
            let start = Instant::now();
            for _ in 0..count / 2 {
                yield_now().await;
            }
            ns.push(per(start, count / 2 * 2));
        }
        over.store(true, std::sync::atomic::Ordering::Relaxed);
        ns
    });
    let other = tokio::spawn(async move {
        while !done.load(std::sync::atomic::Ordering::Relaxed) {
            yield_now().await;
        }
    });
    let ns = timed.await.unwrap();
    other.await.unwrap();
    ns
}

async fn queue(laps: usize, count: usize) -> Vec<f64> {
    let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
    let producer = tokio::spawn(async move {
        for i in 0..laps * count {
            sender.send(i).await.unwrap();
        }
    });
    let consumer = tokio::spawn(async move {
        let mut ns = Vec::new();
        for _ in 0..laps {
            let start = Instant::now();
            for _ in 0..count {
                receiver.recv().await.unwrap();
            }
            ns.push(per(start, count));
        }
        ns
    });
    producer.await.unwrap();
    consumer.await.unwrap()
}

// There is one thread, so plain cells do.
thread_local! {
    static ASLEEP: Cell<usize> = const { Cell::new(0) };
    static WOKEN: Cell<usize> = const { Cell::new(0) };
    static OUT_OF_ORDER: Cell<usize> = const { Cell::new(0) };
    static LATE: Cell<usize> = const { Cell::new(0) };
    static ALL_ASLEEP: Cell<Option<Instant>> = const { Cell::new(None) };
    static FIRST_WOKEN: Cell<Option<Instant>> = const { Cell::new(None) };
    static LAST_WOKEN: Cell<Option<Instant>> = const { Cell::new(None) };
}

async fn sleeper(count: usize, pause: Duration) {
    let order = ASLEEP.replace(ASLEEP.get() + 1);
    if order + 1 == count {
        ALL_ASLEEP.set(Some(Instant::now()));
    }
    tokio::time::sleep(pause).await;
    if WOKEN.get() == 0 {
        FIRST_WOKEN.set(Some(Instant::now()));
        LATE.set(count - ASLEEP.get());
    }
    let woken = WOKEN.replace(WOKEN.get() + 1);
    if order != woken {
        OUT_OF_ORDER.set(OUT_OF_ORDER.get() + 1);
    }
    if woken + 1 == count {
        LAST_WOKEN.set(Some(Instant::now()));
    }
}

async fn sleepers(count: usize, seconds: usize) {
    let pause = Duration::from_secs(seconds as u64);
    let start = Instant::now();
    let tasks: Vec<_> = (0..count).map(|_| tokio::spawn(sleeper(count, pause))).collect();
    let spawned = Instant::now();
    for task in tasks {
        task.await.unwrap();
    }
    let (asleep, first, last) = (ALL_ASLEEP.get(), FIRST_WOKEN.get(), LAST_WOKEN.get());
    println!(
        "{:.4} {:.4} {:.4} {} {}",
        (spawned - start).as_secs_f64(),
        (asleep.unwrap() - spawned).as_secs_f64(),
        (last.unwrap() - first.unwrap()).as_secs_f64(),
        OUT_OF_ORDER.get(),
        LATE.get()
    );
}
