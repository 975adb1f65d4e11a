"""What the scripts share that try the program on a real broker, in Python: brokers, checks, the end."""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


class Trial:
    """One run of a script: counts checks, and ends what it started."""

    def __init__(self, name, usage):
        parser = argparse.ArgumentParser(usage=usage)
        parser.add_argument("program")
        parser.add_argument("--version", default=None)
        arguments = parser.parse_args()
        self.name = name
        self.version = ["--version", arguments.version] if arguments.version else []
        self.program = pathlib.Path(arguments.program).resolve()
        self.work = pathlib.Path(tempfile.mkdtemp(prefix=f"syndicated-{name}-"))
        self.passed = self.failed = 0
        self.brokers = []
        self.running = []

    def check(self, what, holds, why=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"failed: {what}: {str(why)[-3000:]}", flush=True)

    def start_broker(self, name, *options):
        """The broker's directory, and its environment as a mapping."""
        directory = self.work / name
        started = subprocess.run([HERE / "broker", "start", directory, *self.version, *options])
        if started.returncode == 69:
            print(f"skipped: {self.name}: Java, Maven or OpenSSL is missing, so that no broker runs")
            print("0 passed, 0 failed")
            sys.exit(0)
        if started.returncode != 0:
            sys.exit("the broker did not start")
        self.brokers.append(directory)
        return directory, dict(re.findall(r"^(\w+)=(.*)$", (directory / "env").read_text(), re.M))

    def tool(self, directory, *words, **options):
        done = subprocess.run([HERE / "tool", "--dir", directory, *map(str, words)], text=True,
                              stdout=subprocess.PIPE, **options)
        self.check(f"the tool does {words[0]}", done.returncode == 0, done.stdout)
        return done.stdout

    def run(self, command, config, *words, timeout=120):
        return subprocess.run([self.program, command, "-c", config, *map(str, words)], text=True, timeout=timeout,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def end(self, trial):
        """Runs the trial, and exits."""
        try:
            trial()
        finally:
            for process in self.running:
                process.kill()
            for directory in self.brokers:
                subprocess.run([HERE / "broker", "stop", directory], stdout=subprocess.DEVNULL)
            shutil.rmtree(self.work, ignore_errors=True)
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)
