//! The measurements of tasks.c. Arguments and output as there.

use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, Mutex};
use tokio::task::{yield_now, JoinSet};

const CALLS: usize = 1000;
const DEADLINES: u64 = 1000;
const CROWD: usize = 10_000;
const CROWD_SLOTS: usize = 10;
const STEPS: usize = 200_000;
const MOST_LAPS: usize = 5;

/// The laps of one measurement; None when it is none of these.
pub fn measure(runtime: &Runtime, what: &str, laps: usize, count: usize) -> Option<Vec<f64>> {
    let what = what.to_string();
    runtime.block_on(async move { tokio::spawn(run(what, laps, count)).await.unwrap() })
}

async fn run(what: String, laps: usize, count: usize) -> Option<Vec<f64>> {
    let mut ns = Vec::new();
    let lock = Arc::new(Mutex::new(()));
    let (sender, mut receiver) = mpsc::channel(CROWD_SLOTS);
    let mut held = None;
    match what.as_str() {
        "lock" => {
            held = Some(lock.clone().lock_owned().await);
            let theirs = lock.clone();
            tokio::spawn(async move {
                loop {
                    drop(theirs.lock().await);
                }
            });
            yield_now().await;
        }
        "timeout" => {
            for i in 0..DEADLINES {
                tokio::spawn(tokio::time::sleep(Duration::from_secs(100 + i)));
            }
            yield_now().await;
        }
        "crowd" => {
            for _ in 0..CROWD {
                let sender = sender.clone();
                tokio::spawn(async move {
                    let mut i = 0;
                    while sender.send(i).await.is_ok() {
                        i += 1;
                    }
                });
            }
        }
        _ => {}
    }
    for _ in 0..laps {
        let start = Instant::now();
        match what.as_str() {
            "spawn" => {
                for _ in 0..count {
                    tokio::spawn(async {}).await.unwrap();
                }
            }
            "gather" => gather(count).await,
            "completed" => completed(count).await,
            "timeout" => {
                for i in 0..count as u64 {
                    let limit = Duration::from_secs(10 + i % 100);
                    tokio::time::timeout(limit, yield_now()).await.unwrap();
                }
            }
            "lock" => {
                for _ in 0..count / 2 {
                    drop(held.take());
                    held = Some(lock.clone().lock_owned().await);
                }
            }
            "crowd" => {
                for _ in 0..count {
                    receiver.recv().await.unwrap();
                }
            }
            _ => return None,
        }
        ns.push(start.elapsed().as_nanos() as f64 / count as f64);
    }
    Some(ns)
}

async fn gather(count: usize) {
    for _ in (0..count).step_by(CALLS) {
        let tasks: Vec<_> = (0..CALLS).map(|_| tokio::spawn(yield_now())).collect();
        for task in tasks {
            task.await.unwrap();
        }
    }
}

async fn completed(count: usize) {
    for _ in (0..count).step_by(CALLS) {
        let mut tasks = JoinSet::new();
        for _ in 0..CALLS {
            tasks.spawn(yield_now());
        }
        while tasks.join_next().await.is_some() {}
    }
}

// ---- many ----

pub fn scale(runtime: &Runtime, tasks: usize) {
    runtime.block_on(async move { tokio::spawn(lives_and_yields(tasks)).await.unwrap() });
}

async fn lives_and_yields(tasks: usize) {
    print!("life");
    let (mut steps, mut lap) = (0, 0);
    while steps < MOST_LAPS * STEPS || lap < 2 {
        let start = Instant::now();
        let all: Vec<_> = (0..tasks).map(|_| tokio::spawn(async {})).collect();
        for task in all {
            task.await.unwrap();
        }
        if tasks >= 1000 || lap % 100 == 0 {
            print!(" {:.1}", start.elapsed().as_nanos() as f64 / tasks as f64);
        }
        steps += tasks;
        lap += 1;
    }
    print!("\nyield");
    let done = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let rounds = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    use std::sync::atomic::Ordering::Relaxed;
    for i in 1..tasks {
        let (done, rounds) = (done.clone(), rounds.clone());
        tokio::spawn(async move {
            while !done.load(Relaxed) {
                if i == 1 {
                    rounds.fetch_add(1, Relaxed);
                }
                yield_now().await;
            }
        });
    }
    while rounds.load(Relaxed) < 2 {
        yield_now().await;
    }
    let turns = (STEPS / 10 / tasks).max(1);
    for _ in 0..MOST_LAPS.max(MOST_LAPS * STEPS / turns / tasks) {
        let (before, start) = (rounds.load(Relaxed), Instant::now());
        while rounds.load(Relaxed) < before + turns {
            yield_now().await;
        }
        let passed = (rounds.load(Relaxed) - before) * tasks;
        print!(" {:.1}", start.elapsed().as_nanos() as f64 / passed as f64);
    }
    println!();
    done.store(true, Relaxed);
}
