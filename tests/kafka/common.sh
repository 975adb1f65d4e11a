# What the scripts beside this file share; read by `source`, after `set -uo pipefail`.
# shellcheck shell=bash

kafka_tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
kafka_cache=${SYNDICATED_KAFKA_CACHE:-$kafka_tests/../../build/kafka}
default_version=4.4.0

# Ends the script: `fail CODE words...`.
fail() {
  local code=$1
  shift
  echo "${0##*/}: $*" >&2
  exit "$code"
}

# Exit code 69 (a service is unavailable) lets the callers skip instead of fail.
need_programs() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null && continue
    fail 69 "NO $program: install the Debian packages maven, default-jdk-headless, openssl and python3" \
      "(deploy/packages test)"
  done
}

# The class path of one version, in an order that does not change: the class-data archive depends on it.
class_path() {
  local IFS=:
  local jars=("$1"/*.jar)
  echo "${jars[*]}"
}

# Prints N free ports of the loopback interface. They lie below the range that outgoing connections take theirs
# from, so that a stopped broker finds its port free again.
free_ports() {
  python3 - "$1" <<'PYTHON'
import random, socket, sys
held = []
while len(held) < int(sys.argv[1]):
    probe = socket.socket()
    try:
        probe.bind(("127.0.0.1", random.randrange(20000, 32000)))
        held.append(probe)
    except OSError:
        probe.close()
print(*(probe.getsockname()[1] for probe in held))
PYTHON
}

# `await_brokers PORT COUNT SECONDS PID...`: waits until the broker on PORT answers a metadata request with COUNT
# live brokers. Fails when the time is over or one of the processes has ended.
await_brokers() {
  python3 - "$@" <<'PYTHON'
import socket, struct, sys, time
port, count, seconds = map(int, sys.argv[1:4])
processes = [int(pid) for pid in sys.argv[4:]]
end = time.monotonic() + seconds


def brokers():
    """The brokers that the cluster calls live: Metadata version 1 without topics."""
    body = struct.pack(">hhih4si", 3, 1, 1, 4, b"wait", 0)
    with socket.create_connection(("127.0.0.1", port), timeout=2) as server:
        server.sendall(struct.pack(">i", len(body)) + body)
        answer = b""
        while len(answer) < 12:
            chunk = server.recv(4096)
            if not chunk:
                return 0
            answer += chunk
    return struct.unpack(">iii", answer[:12])[2]


def alive(pid):
    """Whether the process runs; one that has ended has no command line even before its parent asked for it."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as line:
            return bool(line.read())
    except FileNotFoundError:
        return False


while time.monotonic() < end:
    for pid in processes:
        if not alive(pid):
            sys.exit(f"process {pid} has ended")
    try:
        if brokers() >= count:
            sys.exit(0)
    except OSError:
        pass
    time.sleep(0.05)
sys.exit(f"no answer with {count} brokers from port {port} within {seconds} s")
PYTHON
}
