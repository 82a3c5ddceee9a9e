// The twin: the queueing model of `bench validate` in SimGrid, an independent simulator. Test-only.
//
// `cpus` CPUs write pages. Each, for every page: decompress the page that it wrote before, on its own; get a stream; compress the
// page; copy it; put the stream. Streams are a first-come-first-served pool, one mutex, or each CPU's own. Nothing else takes time.
//
// stdin   cpus streams duration_ns seed guard(pool|mutex|own) work(execute|sleep) contents, then for each content: compress,
//         copy and decompress time in ns. execute: on a CPU that SimGrid shares out; sleep: time passes, which it does faster
// stdout  pages written within the duration, seconds of CPU time
//
// Shares with the laboratory the random numbers that choose each CPU's pages, and nothing else.
#include "engine/base/random.h"

#include <simgrid/s4u.hpp>

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace s4u = simgrid::s4u;

namespace {

// SimGrid compares times with an absolute precision of 1e-9 of its units: a microsecond of ours is a unit of its, so that the
// precision is a femtosecond.
constexpr double units_per_ns = 1e-3;
constexpr double operations_per_unit = 1e6;

struct Content {
  double compress = 0, copy = 0, decompress = 0;  // in units
};

struct Model {
  unsigned cpus = 1;
  unsigned streams = 1;
  double duration = 0;  // in units
  std::uint64_t seed = 1;
  std::string guard;
  bool sleeps = false;
  std::vector<Content> contents;
};

Model read_model(std::istream& input) {
  Model model;
  std::size_t contents = 0;
  std::string work;
  input >> model.cpus >> model.streams >> model.duration >> model.seed >> model.guard >> work >> contents;
  model.duration *= units_per_ns;
  model.sleeps = work == "sleep";
  for (std::size_t i = 0; i < contents; ++i) {
    Content content;
    input >> content.compress >> content.copy >> content.decompress;
    model.contents.push_back({content.compress * units_per_ns, content.copy * units_per_ns, content.decompress * units_per_ns});
  }
  return model;
}

class Guard {
 public:
  explicit Guard(const Model& model) {
    if (model.guard == "mutex") mutex_ = s4u::Mutex::create();
    if (model.guard == "pool") pool_ = s4u::Semaphore::create(model.streams);
  }
  void get() const {
    if (mutex_) mutex_->lock();
    if (pool_) pool_->acquire();
  }
  void put() const {
    if (mutex_) mutex_->unlock();
    if (pool_) pool_->release();
  }

 private:
  s4u::MutexPtr mutex_;
  s4u::SemaphorePtr pool_;
};

void work_for(const Model& model, double units) {
  if (model.sleeps) return s4u::this_actor::sleep_for(units);
  s4u::this_actor::execute(units * operations_per_unit);
}

void write_pages(const Model& model, const Guard& guard, unsigned cpu, std::uint64_t& pages) {
  zramlab::Random random = zramlab::Random(model.seed).fork(cpu);
  const Content* before = nullptr;
  while (s4u::Engine::get_clock() < model.duration) {
    const Content& content = model.contents[random.below(static_cast<std::uint32_t>(model.contents.size()))];
    if (before != nullptr) work_for(model, before->decompress);
    guard.get();
    work_for(model, content.compress + content.copy);  // at one go, which costs SimGrid less
    guard.put();
    before = &content;
    if (s4u::Engine::get_clock() <= model.duration) ++pages;
  }
}

}  // namespace

int main(int argc, char** argv) {
  s4u::Engine engine(&argc, argv);
  const Model model = read_model(std::cin);
  if (!std::cin) {
    std::cerr << "twin: the model on stdin is cut short\n";
    return 1;
  }
  s4u::NetZone* const zone = s4u::create_full_zone("machine");
  const Guard guard(model);
  std::uint64_t pages = 0;
  for (unsigned cpu = 0; cpu < model.cpus; ++cpu) {
    s4u::Host* const host = zone->create_host("cpu" + std::to_string(cpu), operations_per_unit)->seal();
    s4u::Actor::create("writer" + std::to_string(cpu), host, [&, cpu] { write_pages(model, guard, cpu, pages); });
  }
  zone->seal();
  const std::clock_t start = std::clock();
  engine.run();
  const double cpu_s = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  std::printf("%llu %.6g\n", static_cast<unsigned long long>(pages), cpu_s);
  return 0;
}
