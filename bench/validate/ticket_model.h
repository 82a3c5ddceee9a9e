// What a ticket lock does under load: the published model, and the same machine solved with its hot line taken exactly.
#pragma once

namespace zramlab {

// Times in one unit. A core works alone for a mean of `local` (exponential), then takes the lock, holds it for a mean of `section`
// (exponential) and passes it on. A cache line takes `transfer` from core to core.
struct TicketScenario {
  unsigned cores = 1;
  double local = 0;
  double section = 0;
  double transfer = 0;
};

// Boyd-Wickizer, Kaashoek, Morris and Zeldovich, "Non-scalable locks are dangerous" (Linux Symposium 2012): with k cores at the
// lock, the holder among them, arrivals come at (n - k) / a and the lock goes on at 1 / (s + c k / 2), because the k waiters read
// the line one after the other and the next holder is anywhere among them. Acquisitions a unit of time, from the stationary
// distribution of that birth-death chain; a = local, and s = section + transfer, for the release has to get the line first.
double published_ticket_throughput(const TicketScenario& scenario);

// The simulated machine's ticket lock with a line of its own for the number that is served, solved at the releases. j waiters
// are there at a release. Then
//   1. the releaser gets the line:                                  r + c   (r: the line is still busy with readers)
//   2. the waiters read it, a random one first; the next holder is
//      the u-th, u uniform over 1..j:                               u c
//   3. it holds the lock:                                           S, exponential
//   4. and finds the line busy with those that read after it:       r' = max(0, (j - u + m) c - S)
// Meanwhile each of the n - j others arrives with probability 1 - exp(-t / a), m of them on average, and reads the line too. Where
// nobody waits (j = 0) the next to arrive reads the line once, c, unless it is the releaser. Points 1 to 3 are the published
// c k / 2 with k = j + 1, for (1 + ... + j) / j = (j + 1) / 2; point 4 is what the published model leaves out. Approximations: r is
// drawn anew from its distribution for j, and m is its mean.
double exact_ticket_throughput(const TicketScenario& scenario);

}  // namespace zramlab
