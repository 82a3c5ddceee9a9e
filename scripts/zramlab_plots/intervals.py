"""The exact confidence interval of a median, from the order of the values alone: no distribution is assumed."""

import math

CONFIDENCE = 0.95
ENOUGH = 6  # values: the interval from the least to the greatest of n holds the median with 1 - 2^(1-n)


def of_median(values, confidence=CONFIDENCE):
    """(low, high): two of the values, between which the median lies with at least `confidence`. None if they are too few.

    How many of n values fall below the median is binomial with a share of one half. So the interval from the k-th least to the
    k-th greatest misses the median with twice the probability that fewer than k values fall on one side.
    """
    ordered, rank = sorted(values), 0
    missed = math.comb(len(ordered), 0) / 2 ** len(ordered)
    while 2 * missed <= 1 - confidence:
        rank += 1
        missed += math.comb(len(ordered), rank) / 2 ** len(ordered)
    return (ordered[rank - 1], ordered[-rank]) if rank else None
