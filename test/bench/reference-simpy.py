"""The workloads of the speed targets, written for SimPy 3 or later.

Usage: python3 reference-simpy.py open THREADS CORES MEAN_INTERVAL MEAN_SERVICE
       python3 reference-simpy.py closed UNTIL THREADS CORES KERNEL_THREADS MUTEXES QUANTUM MEAN_COMPUTE MEAN_IO SECTION
Times are nanoseconds. Prints JSON: ns, set-up included; events, counted as the other contestants count them (timers
that fire); and the version of SimPy. Draws are Python's own, so the events differ from theirs by chance.
"""

import json
import random
import sys
import time

import simpy

SEED = 42


def draw(mean):
    return round(random.expovariate(1 / mean))


class Open:
    """M/M/c: user threads arrive, each computes once."""

    def __init__(self, threads, cores, mean_interval, mean_service):
        self.env = simpy.Environment()
        self.cores = simpy.Resource(self.env, capacity=cores)
        self.mean_service = mean_service
        self.events = 0
        self.env.process(self.arrivals(threads, mean_interval))

    def run(self):
        self.env.run()

    def arrivals(self, threads, mean_interval):
        for _ in range(threads):
            yield self.env.timeout(draw(mean_interval))
            self.events += 1
            self.env.process(self.thread())

    def thread(self):
        with self.cores.request() as turn:
            yield turn
            yield self.env.timeout(draw(self.mean_service))
        self.events += 1


class Closed:
    """User threads on kernel threads on cores that take turns: compute, io, a short section under a mutex."""

    def __init__(
        self, until, threads, cores, kernel_threads, mutexes, quantum, mean_compute, mean_io, section
    ):
        self.env = simpy.Environment()
        self.cores = simpy.Resource(self.env, capacity=cores)
        self.ready = simpy.Store(self.env)
        self.until = until
        self.quantum = quantum
        self.mean_compute = mean_compute
        self.mean_io = mean_io
        self.section = section
        self.events = 0
        locks = [simpy.Resource(self.env, capacity=1) for _ in range(mutexes)]
        for i in range(threads):
            self.ready.put(UserThread(self, locks[i * mutexes // threads]))
        for _ in range(kernel_threads):
            self.env.process(self.kernel_thread())

    def run(self):
        self.env.run(until=self.until)

    def kernel_thread(self):
        """Has a core as long as there are ready user threads, but goes to the end of the line after each quantum."""
        while True:
            thread = yield self.ready.get()
            turn = self.cores.request()
            yield turn
            slice_end = self.env.now + self.quantum
            while thread is not None:
                left = next(thread.program)
                if left is None:
                    thread = self.ready.items.pop(0) if self.ready.items else None
                    continue
                while left > 0:
                    ran = min(left, slice_end - self.env.now)
                    yield self.env.timeout(ran)
                    self.events += 1
                    left -= ran
                    if left > 0:
                        self.cores.release(turn)
                        turn = self.cores.request()
                        yield turn
                        slice_end = self.env.now + self.quantum
            self.cores.release(turn)

    def io(self, thread):
        yield self.env.timeout(draw(self.mean_io))
        self.events += 1
        yield self.ready.put(thread)


class UserThread:
    """Its program yields work to do, or None where it is parked and will be put among the ready ones again."""

    def __init__(self, world, lock):
        self.program = self.steps(world, lock)

    def steps(self, world, lock):
        while True:
            yield draw(world.mean_compute)
            world.env.process(world.io(self))
            yield None
            held = lock.request()
            if not held.triggered:
                held.callbacks.append(lambda _: world.ready.put(self))
                yield None
            yield world.section
            lock.release(held)


def main():
    random.seed(SEED)
    workload, *arguments = sys.argv[1:]
    start = time.perf_counter_ns()
    model = {"open": Open, "closed": Closed}[workload](*map(int, arguments))
    model.run()
    ns = time.perf_counter_ns() - start
    print(json.dumps({"ns": ns, "events": model.events, "version": simpy.__version__}))


main()
