// The two workloads of the speed targets as tight loops, the mark that threadsim is measured by: a 4-ary heap,
// the slice end of each core in a slot of its own, the same draws and the same order of events as threadsim.
//   reference open THREADS CORES INTERVAL SERVICE KEY_LO KEY_HI GROUP
//   reference closed UNTIL CORES KERNEL_THREADS QUANTUM COMPUTE IO SECTION KEY_LO KEY_HI (GROUP COUNT)…
// Prints {"ns": wall clock, "events": n, "hash": h}. Times in ns.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <vector>

static const double NEVER = std::numeric_limits<double>::infinity();
static const uint32_t GOLDEN_RATIO = 0x9e3779b9u, SQUARE_ROOT_3 = 0xbb67ae85u;
static const int NONE = -1;

static uint32_t rotate(uint32_t w, int by) { return (w << by) | (w >> (32 - by)); }
static uint32_t mixA(uint32_t h) {
  h = (h ^ (h >> 16)) * 0x85ebca6bu;
  h = (h ^ (h >> 13)) * 0xc2b2ae35u;
  return h ^ (h >> 16);
}
static uint32_t mixB(uint32_t h) {
  h = (h ^ (h >> 16)) * 0x7feb352du;
  h = (h ^ (h >> 15)) * 0x846ca68bu;
  return h ^ (h >> 16);
}
static uint32_t mixIdentity(uint32_t parent, uint32_t index) { return mixB(mixA(parent) + index * GOLDEN_RATIO); }

// src/base/random.ts, exponential draws only.
struct Draws {
  uint32_t lo, hi;
  double exponential(uint32_t thread, uint32_t step, uint32_t draw, double mean) const {
    uint32_t s0 = mixA(mixA((lo ^ thread) + step * GOLDEN_RATIO) ^ draw);
    uint32_t s1 = mixB(mixB((hi + thread) ^ (step * SQUARE_ROOT_3)) ^ draw);
    if ((s0 | s1) == 0) s0 = GOLDEN_RATIO;
    const uint32_t second = rotate(s0, 26) ^ (s1 ^ s0) ^ ((s1 ^ s0) << 9);
    const double u = ((scramble(s0) >> 5) * 67108864.0 + (scramble(second) >> 6)) * 0x1p-53;
    return std::floor(-std::log(1 - u) * mean + 0.5);
  }
  static uint32_t scramble(uint32_t w) { return rotate(w * 0x9e3779bbu, 5) * 5; }
};

struct Hash {
  uint32_t value = 0x811c9dc5u;
  void mix(double time, uint32_t thread) {
    value = ((value ^ (uint32_t)(uint64_t)time) * 0x01000193u ^ thread) * 0x01000193u;
  }
};

// One timer a core; the earliest is kept.
struct CoreTimers {
  std::vector<double> time;
  std::vector<uint64_t> order;
  int next = 0;
  explicit CoreTimers(int cores) : time(cores, NEVER), order(cores, 0) {}
  void set(int core, double at, uint64_t o) {
    time[core] = at;
    order[core] = o;
    int best = 0;
    for (int i = 1; i < (int)time.size(); i++)
      if (time[i] < time[best] || (time[i] == time[best] && order[i] < order[best])) best = i;
    next = best;
  }
};

struct Open {
  uint32_t threads, group;
  double interval, service;
  Draws draws;
  CoreTimers timers;
  std::vector<int> running;
  std::vector<uint32_t> ring = std::vector<uint32_t>(1024);
  uint32_t head = 0, waiting = 0, arrived = 0;
  uint64_t sequence = 0, arrivalOrder = 0, events = 0;
  double now = 0, arrivalTime = NEVER;
  Hash hash;

  Open(char **a)
      : threads(strtoul(a[0], 0, 10)), group((uint32_t)atol(a[6])), interval(atof(a[2])), service(atof(a[3])),
        draws{(uint32_t)atol(a[4]), (uint32_t)atol(a[5])}, timers(atoi(a[1])), running(atoi(a[1]), NONE) {}

  void scheduleArrival() {
    arrivalTime = arrived == threads ? NEVER : now + draws.exponential(group, (uint32_t)-1, arrived, interval);
    arrivalOrder = sequence++;
  }
  void push(uint32_t thread) {
    if (waiting == ring.size()) {
      std::vector<uint32_t> grown(ring.size() * 2);
      for (uint32_t i = 0; i < waiting; i++) grown[i] = ring[(head + i) & (ring.size() - 1)];
      ring.swap(grown);
      head = 0;
    }
    ring[(head + waiting++) & (ring.size() - 1)] = thread;
  }
  void dispatch() {
    for (int core = 0; core < (int)running.size() && waiting > 0; core++) {
      if (running[core] != NONE) continue;
      const uint32_t thread = ring[head];
      head = (head + 1) & (ring.size() - 1);
      waiting--;
      running[core] = thread;
      const double end = now + draws.exponential(mixIdentity(group, thread), 0, 0, service);
      timers.set(core, end, sequence++);
    }
  }
  void run() {
    scheduleArrival();
    bool needsDispatch = false;
    for (;;) {
      const int core = timers.next;
      const double coreTime = timers.time[core];
      const double next = arrivalTime < coreTime ? arrivalTime : coreTime;
      if (needsDispatch && next > now) {
        dispatch();
        needsDispatch = false;
        continue;
      }
      if (next == NEVER) return;
      now = next;
      events++;
      if (coreTime < arrivalTime || (coreTime == arrivalTime && timers.order[core] < arrivalOrder)) {
        hash.mix(now, running[core]);
        running[core] = NONE;
        timers.set(core, NEVER, 0);
      } else {
        push(arrived++);
        scheduleArrival();
      }
      needsDispatch = true;
    }
  }
};

// 4-ary heap of (time, sequence, id).
struct Heap {
  struct Node {
    double time;
    uint64_t sequence;
    uint32_t id;
    bool before(const Node &o) const { return time < o.time || (time == o.time && sequence < o.sequence); }
  };
  std::vector<Node> nodes;
  void push(Node node) {
    size_t hole = nodes.size();
    nodes.push_back(node);
    while (hole > 0) {
      const size_t parent = (hole - 1) >> 2;
      if (!node.before(nodes[parent])) break;
      nodes[hole] = nodes[parent];
      hole = parent;
    }
    nodes[hole] = node;
  }
  uint32_t pop() {
    const uint32_t id = nodes[0].id;
    const Node node = nodes.back();
    nodes.pop_back();
    const size_t size = nodes.size();
    if (size == 0) return id;
    size_t hole = 0;
    for (size_t first = 1; first < size; first = hole * 4 + 1) {
      const size_t end = first + 4 < size ? first + 4 : size;
      size_t best = first;
      for (size_t child = first + 1; child < end; child++)
        if (nodes[child].before(nodes[best])) best = child;
      if (!nodes[best].before(node)) break;
      nodes[hole] = nodes[best];
      hole = best;
    }
    nodes[hole] = node;
    return id;
  }
};

// First in, first out, linked through `next`.
struct Fifo {
  int head = NONE, tail = NONE;
  void push(std::vector<int> &next, int id) {
    next[id] = NONE;
    if (head == NONE) head = id;
    else next[tail] = id;
    tail = id;
  }
  int shift(std::vector<int> &next) {
    const int id = head;
    if (id != NONE) head = next[id];
    return id;
  }
};

struct Closed {
  enum Phase : uint8_t { compute, io, lock, section, unlock };
  static const uint64_t EXPIRY = 1ull << 40;
  double until, quantum, meanCompute, meanIo, sectionNs;
  int cores, kernelThreads, created = 0;
  Draws draws;
  std::vector<uint32_t> identity, drawn;
  std::vector<int> mutexOf, userNext, kernelNext, owner, mounted, idle, running;
  std::vector<uint8_t> phase;
  std::vector<Fifo> waiters;
  std::vector<double> burst, workStart, sliceEnd;
  Fifo ready, kernelReady;
  Heap heap;
  CoreTimers timers;
  uint64_t sequence = 0, events = 0;
  double now = 0;
  bool needsDispatch = false;
  Hash hash;

  Closed(char **a, int count)
      : until(atof(a[0])), quantum(atof(a[3])), meanCompute(atof(a[4])), meanIo(atof(a[5])), sectionNs(atof(a[6])),
        cores(atoi(a[1])), kernelThreads(atoi(a[2])), draws{(uint32_t)atol(a[7]), (uint32_t)atol(a[8])},
        kernelNext(kernelThreads), mounted(kernelThreads, NONE), running(cores, NONE), burst(kernelThreads, 0),
        workStart(cores), sliceEnd(cores), timers(cores) {
    for (int i = 9; i + 1 < count; i += 2) {
      const int group = (int)owner.size();
      for (int j = 0; j < atoi(a[i + 1]); j++) {
        identity.push_back(mixIdentity((uint32_t)atol(a[i]), j));
        mutexOf.push_back(group);
      }
      owner.push_back(NONE);
      waiters.push_back(Fifo());
    }
    drawn.assign(identity.size(), 0);
    userNext.assign(identity.size(), NONE);
    phase.assign(identity.size(), compute);
  }

  void place(int thread) {
    int kernelThread;
    if (!idle.empty()) {
      kernelThread = idle.back();
      idle.pop_back();
    } else if (created < kernelThreads) {
      kernelThread = created++;
    } else {
      ready.push(userNext, thread);
      return;
    }
    mounted[kernelThread] = thread;
    kernelReady.push(kernelNext, kernelThread);
    needsDispatch = true;
  }
  double exponential(int thread, uint32_t step, double mean) {
    return draws.exponential(identity[thread], step, drawn[thread]++, mean);
  }
  // Runs the user thread until it has work to do, and returns how much; 0 where it blocks.
  double untilWork(int thread) {
    const int mutex = mutexOf[thread];
    for (;;) {
      const uint8_t p = phase[thread];
      phase[thread] = p == unlock ? compute : p + 1;
      switch (p) {
      case compute: {
        const double ns = exponential(thread, 0, meanCompute);
        if (ns > 0) return ns;
        break;
      }
      case io: {
        const double ns = exponential(thread, 1, meanIo);
        if (ns == 0) break;
        heap.push({now + ns, sequence++, (uint32_t)thread});
        return 0;
      }
      case lock:
        if (owner[mutex] == NONE) {
          owner[mutex] = thread;
          break;
        }
        waiters[mutex].push(userNext, thread);
        return 0;
      case section:
        return sectionNs;
      default:
        hash.mix(now, thread);
        owner[mutex] = waiters[mutex].shift(userNext);
        if (owner[mutex] != NONE) place(owner[mutex]);
      }
    }
  }
  void startWork(int core, int kernelThread) {
    workStart[core] = now;
    const double done = now + burst[kernelThread];
    if (sliceEnd[core] < done) timers.set(core, sliceEnd[core], EXPIRY + sequence++);
    else timers.set(core, done, sequence++);
  }
  void leave(int core) {
    running[core] = NONE;
    timers.set(core, NEVER, 0);
    needsDispatch = true;
  }
  void proceed(int core, int kernelThread) {
    for (;;) {
      const double work = untilWork(mounted[kernelThread]);
      if (work > 0) {
        burst[kernelThread] = work;
        startWork(core, kernelThread);
        return;
      }
      mounted[kernelThread] = ready.shift(userNext);
      if (mounted[kernelThread] == NONE) {
        idle.push_back(kernelThread);
        leave(core);
        return;
      }
    }
  }
  void dispatch() {
    needsDispatch = false;
    for (int core = 0; core < cores; core++) {
      if (running[core] != NONE) continue;
      const int kernelThread = kernelReady.shift(kernelNext);
      if (kernelThread == NONE) return;
      running[core] = kernelThread;
      sliceEnd[core] = now + quantum;
      if (burst[kernelThread] > 0) startWork(core, kernelThread);
      else proceed(core, kernelThread);
    }
  }
  void fireCore(int core) {
    const int kernelThread = running[core];
    burst[kernelThread] -= now - workStart[core];
    if (burst[kernelThread] == 0) {
      proceed(core, kernelThread);
      return;
    }
    leave(core);
    kernelReady.push(kernelNext, kernelThread);
  }
  void fireTimer(uint32_t id) {
    if (id < identity.size()) {
      place(id);
      return;
    }
    for (size_t thread = 0; thread < identity.size(); thread++)
      if (mutexOf[thread] == (int)(id - identity.size())) place(thread);
  }
  void run() {
    for (size_t group = 0; group < owner.size(); group++)
      heap.push({0, sequence++, (uint32_t)(identity.size() + group)});
    for (;;) {
      const double heapTime = heap.nodes.empty() ? NEVER : heap.nodes[0].time;
      const int core = timers.next;
      const double coreTime = timers.time[core];
      const double next = heapTime < coreTime ? heapTime : coreTime;
      if (needsDispatch && next > now) {
        dispatch();
        continue;
      }
      if (next > until) return;
      now = next;
      events++;
      if (coreTime < heapTime || (coreTime == heapTime && timers.order[core] < heap.nodes[0].sequence)) fireCore(core);
      else fireTimer(heap.pop());
    }
  }
};

template <class Workload> static void report(Workload *workload, std::chrono::steady_clock::time_point start) {
  workload->run();
  const auto ns =
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - start).count();
  printf("{\"ns\": %lld, \"events\": %llu, \"hash\": %d}\n", (long long)ns, (unsigned long long)workload->events,
         (int)workload->hash.value);
}

int main(int count, char **arguments) {
  const auto start = std::chrono::steady_clock::now();
  if (count == 9 && !strcmp(arguments[1], "open")) report(new Open(arguments + 2), start);
  else if (count > 12 && !strcmp(arguments[1], "closed")) report(new Closed(arguments + 2, count - 2), start);
  else return 2;
  return 0;
}
