"""What the words of the report mean, for those who have not read the documentation."""

from zramlab_plots.page.html import tag

_WORDS = (
    ("zram", "a block device in RAM that compresses what is written to it; mostly used as swap"),
    ("page", "4 KiB of content, the unit of every write here"),
    ("stream", "one compressor's work memory and output buffer; used by one writer at a time"),
    ("strategy", "how a write gets a stream and what guards the streams: what is compared here"),
    ("codec", "the compression algorithm"),
    ("pool", "where compressed pages are kept, laid out as the kernel's zsmalloc lays them"),
    ("bare loop", "a baseline: every thread compresses the same pages and copies the result away, without slots, pool or locks; the limit"),
    ("empty", "a baseline: a write that returns at once; what the measuring itself costs"),
    ("of bare loop", "throughput as a share of the bare loop's at the same number of threads, in the same run"),
    ("p50, p99, p99.9", "percentiles: the time that 50, 99 or 99.9 % of the operations did not exceed"),
    ("wait", "from asking for a stream until holding it"),
    ("fairness", "Jain's index over the threads' throughput: 1 when all got the same, 1/n when one got everything"),
    ("median, least, greatest", "over the repetitions of the same run, which were interleaved with all others"),
    ("emulated", "what the kernel does here cannot be done in user space; a labelled stand-in was measured"),
    ("more threads than CPUs", "the threads take turns on the CPUs, so latencies hold the scheduler's time too"),
    ("write stall", "per-cpu only: no memory at once, so the stream was given up and the page compressed a second time"),
)


def render():
    return tag("dl", *(tag("div", tag("dt", word), tag("dd", meaning)) for word, meaning in _WORDS))
