"""A results file such as bench writes, with plausible numbers that follow from a seed and nothing else."""

import json
import math
import random

STRATEGIES = ["global-mutex", "single-stream", "idle-list", "idle-list-exclusive", "idle-list-spinwait", "per-cpu",
              "per-cpu-no-fallback", "per-cpu-sleepable", "tbb-queue", "sharded-idle-list", "lock-free-pool", "rseq-per-cpu", "hybrid",
              "async-workers", "per-thread"]
BASELINES = ["empty", "bare-loop"]
SERIAL = {"global-mutex", "single-stream", "idle-list-spinwait"}
COMPRESS_NS = {"lz4": 5100.0, "zstd": 17300.0, "lzo": 6300.0}
PAGES = 24000


def context(**changes):
    zramlab = {
        "version": "0.1.0", "commit": "abc1234", "command": "bench --strategy all --codec lz4,zstd --threads 1,2",
        "seed": 1, "kernel": "Linux 6.1.0", "cpu_model": "Example CPU @ 2.60GHz", "compiler": "g++ 12.2.0",
        "clock": "tsc", "complete": True, "interrupted": False,
        "input": {"kind": "trace", "name": "gxx", "path": "traces/captures/gxx.ztrace", "records": 25686,
                  "distinct_pages": 12952, "slots": 22400, "program": "g++ -O2 <many.cpp> & co"},
        "warnings": ["CPU frequency scaling is on: <powersave>"]}
    zramlab.update(changes)
    return {
        "date": "2026-11-22T23:00:00+00:00", "host_name": "laptop", "executable": "bench", "num_cpus": 2,
        "mhz_per_cpu": 2600, "cpu_scaling_enabled": True, "aslr_enabled": True,
        "caches": [{"type": "Data", "level": 1, "size": 49152, "num_sharing": 1},
                   {"type": "Unified", "level": 3, "size": 33554432, "num_sharing": 2}],
        "load_avg": [0.1, 0.1, 0.1], "library_version": "zramlab 0.1.0", "library_build_type": "release",
        "json_schema_version": 1, "zramlab": zramlab}


def latency(rng, median_ns, tail):
    """Percentiles and histogram of log-normal times, with a tail that grows with `tail`."""
    times = sorted(median_ns * math.exp(rng.gauss(0, 0.25) + (tail * rng.expovariate(1.2) if rng.random() < 0.02 else 0))
                   for _ in range(3000))
    share = lambda s: int(times[min(len(times) - 1, int(s * len(times)))])
    counts = {}
    for time in times:
        upper = int(2 ** (math.ceil(math.log2(time) * 16) / 16))
        counts[upper] = counts.get(upper, 0) + PAGES // 3000
    summary = {"count": PAGES, "mean": sum(times) / len(times), "min": int(times[0]), "p50": share(.5), "p90": share(.9),
               "p99": share(.99), "p99.9": share(.999), "max": int(times[-1])}
    return summary, [[upper, counts[upper]] for upper in sorted(counts)]


def entry(rng, strategy, codec, threads, repetition, repetitions, cpus=2):
    compress_ns = 60.0 if strategy == "empty" else COMPRESS_NS[codec] * (1 + rng.gauss(0, 0.01))
    used = 1 if strategy in SERIAL else min(threads, cpus)
    wait_ns = compress_ns * (threads - 1) if strategy in SERIAL else 20.0 * threads
    own_ns = 0.0 if strategy in BASELINES else 260.0 + 7 * len(strategy)
    real_ns = (compress_ns + own_ns) / used * (1 + abs(rng.gauss(0, 0.015)))
    name = f"{strategy}/codec:{codec}/workload:gxx/threads:{threads}"
    row = {
        "name": name, "family_index": 0, "per_family_instance_index": 0, "run_name": name, "run_type": "iteration",
        "repetitions": repetitions, "repetition_index": repetition, "threads": threads, "iterations": 25686,
        "real_time": real_ns, "cpu_time": real_ns * used, "time_unit": "ns", "items_per_second": 1e9 / real_ns,
        "bytes_per_second": 4096e9 / real_ns, "strategy": strategy, "codec": codec, "workload": "gxx", "on": "host",
        "kind": "baseline" if strategy in BASELINES else "strategy", "emulated": strategy.startswith("per-cpu"),
        "emulations": ["preemption off: <stand-in>"] if strategy.startswith("per-cpu") else [],
        "oversubscribed": threads > cpus, "pinned": True, "verified": True, "order": "strict", "era": "newest",
        "slot_lock": "table-rwlock", "pool_lock": "class", "efficiency": COMPRESS_NS[codec] / min(threads, cpus) / real_ns,
        "fairness": 0.99, "elapsed_s": real_ns * 25686e-9, "user_s": 0.13, "system_s": 0.001,
        "failed_operations": 0, "failures": [],
        "context_switches": {"voluntary": 3, "involuntary": 2}, "latency_ns": {}, "histogram_ns": {}, "warnings": []}
    sides = {"write": compress_ns + own_ns + wait_ns, "read": 1700.0}
    if strategy != "bare-loop":
        sides["wait"] = max(wait_ns, 20.0)
    for side, median in sides.items():
        row["latency_ns"][side], row["histogram_ns"][side] = latency(rng, median, 0.9 + 0.2 * threads)
    if strategy == "bare-loop":
        return row
    row["steps_ns"] = {"prepare": 40.0, "get": max(wait_ns, 20.0), "compress": compress_ns, "allocate": 60.0,
                       "copy": 80.0, "put": 15.0, "publish": 70.0}
    stored = 0 if strategy == "empty" else 22_000_000 if codec == "lz4" else 15_000_000
    row["mm_stat"] = {"orig_data_size": 91750400, "compr_data_size": stored, "mem_used_total": int(stored * 1.04),
                      "mem_limit": 0, "mem_used_max": int(stored * 1.05), "same_pages": 410, "pages_compacted": 0,
                      "huge_pages": 25, "huge_pages_since": 31}
    row["io_stat"] = {"failed_reads": 0, "failed_writes": 0, "invalid_io": 0, "notify_free": 0}
    row["debug_stat"] = {"writestall": 0, "miss_free": 0}
    streams = 1 if strategy in SERIAL else threads
    row["streams"] = streams
    row["stream_bytes"] = row["stream_bytes_max"] = streams * (24576 if codec == "lz4" else 540672)
    return row


def add_series(row):
    """Memory as it grew, with a stream more at each quarter of the run."""
    final, steps = row["mm_stat"], 20
    row["series"] = [
        {"at_s": row["elapsed_s"] * step / steps, "operations": row["iterations"] * step // steps,
         **{key: final[key] * step // steps for key in ("orig_data_size", "compr_data_size", "mem_used_total")},
         "stream_bytes": row["stream_bytes"] * (1 + 4 * step // steps) // 5}
        for step in range(steps + 1)]


def add_responses(rng, row):
    """As of a paced run: what a write waited before a worker took it up comes on top."""
    row["response_ns"], row["response_histogram_ns"] = {}, {}
    for side in ("write", "read"):
        row["response_ns"][side], row["response_histogram_ns"][side] = latency(rng, 2 * row["latency_ns"][side]["p50"], 2.5)


def results(strategies=None, codecs=("lz4", "zstd"), threads=(1, 2), repetitions=3, seed=1, aggregates=True, series=False, paced=False,
            **changes):
    """The whole file as a dict. `changes` go to context.zramlab."""
    rng = random.Random(seed)
    rows = []
    for repetition in range(repetitions):
        for codec in codecs:
            for count in threads:
                for strategy in strategies or STRATEGIES + BASELINES:
                    rows.append(entry(rng, strategy, codec, count, repetition, repetitions))
    for row in rows:
        if series and "mm_stat" in row:
            add_series(row)
        if paced:
            add_responses(rng, row)
    if aggregates and repetitions > 1:
        rows += [dict(row, name=row["name"] + "_mean", run_type="aggregate", aggregate_name="mean")
                 for row in rows[:len(rows) // repetitions]]
    return {"context": context(**changes), "benchmarks": rows}


def write(path, document):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1)
    return path


if __name__ == "__main__":
    import sys
    write(sys.argv[1], results())
