"""A real Dask cluster on this machine: a scheduler and workers, each a process of its own."""

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ports import free_port


@dataclass
class Cluster:
    """The processes of a cluster, which work in a folder that holds nothing of the project."""

    folder: Path
    port: int = field(default_factory=free_port)
    scheduler: subprocess.Popen | None = None
    workers: list[subprocess.Popen] = field(default_factory=list)

    @property
    def address(self):
        return f"tcp://127.0.0.1:{self.port}"

    def start_scheduler(self):
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-show")

    def start_worker(self):
        self.workers.append(self._start("worker", self.address, "--nthreads", "1", "--no-nanny"))

    def wait_for_workers(self):
        """Wait until all workers that were started are there."""
        from distributed import Client

        with Client(self.address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(len(self.workers), timeout=60)

    def _start(self, part, *arguments):
        line = [sys.executable, "-m", f"distributed.cli.dask_{part}", "--no-dashboard", *arguments]
        with (self.folder / f"{part}.log").open("a", encoding="utf-8") as log:
            return subprocess.Popen(line, cwd=self.folder, stdout=log, stderr=log)


@contextmanager
def running_cluster(folder, workers=2):
    """Start a scheduler and workers, and end whatever then runs of them."""
    folder.mkdir()
    cluster = Cluster(folder)
    try:
        cluster.start_scheduler()
        for _ in range(workers):
            cluster.start_worker()
        cluster.wait_for_workers()
        yield cluster
    finally:
        started = [cluster.scheduler, *cluster.workers]
        for process in started:
            process.kill()
        for process in started:
            process.wait()
