#include "daemon/sample_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <map>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "pipeline/clock.h"
#include "pipeline/hash.h"

namespace syndicated {
namespace {

struct Served {
  SampleServer::Document document;
  std::string etag;
};

struct Peer {
  int fd = -1;
  std::string in, out;
  bool closing = false;  // after `out` is written
  Duration last_moved;
};

std::string http_date(Time time) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const Civil c = to_civil(time);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[c.weekday], c.day,
                kMonths[c.month - 1], c.year, c.hour, c.minute, c.second);
  return text;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&lower](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string_view header(std::string_view head, std::string_view name) {
  for (std::size_t begin = head.find("\r\n"); begin != std::string_view::npos;) {
    begin += 2;
    const std::size_t end = head.find("\r\n", begin);
    const std::string_view line =
        head.substr(begin, end == std::string_view::npos ? end : end - begin);
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && equal_ignoring_case(line.substr(0, colon), name)) {
      return trimmed(line.substr(colon + 1));
    }
    begin = end;
  }
  return {};
}

std::string status_only(const char* status) {
  return std::string("HTTP/1.1 ") + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}

}  // namespace

struct SampleServer::State {
  int listener = -1;
  int wake_read = -1, wake_write = -1;
  std::uint16_t port = 0;
  std::thread thread;
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> requests{0};

  std::mutex mutex;
  std::map<std::string, Served> documents;  // guarded by mutex

  std::vector<Peer> peers;  // the thread's
  SystemClock clock;

  ~State() {
    for (const Peer& peer : peers) close(peer.fd);
    for (const int fd : {listener, wake_read, wake_write}) {
      if (fd >= 0) close(fd);
    }
  }

  void serve();
  void accept_one();
  bool move(Peer& peer, short events);
  void answer_all(Peer& peer);
  std::string answer(std::string_view head, bool& closing);
};

Result<std::unique_ptr<SampleServer>> SampleServer::create() {
  auto state = std::make_unique<State>();
  const auto failed = [](const char* what) {
    return Error{ErrorKind::io,
                 std::string("serve samples on 127.0.0.1: ") + what + ": " + std::strerror(errno)};
  };
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) return failed("pipe");
  state->wake_read = pipe_ends[0];
  state->wake_write = pipe_ends[1];
  state->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (state->listener < 0) return failed("socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  sockaddr* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(state->listener, generic, size) != 0) return failed("bind");
  if (listen(state->listener, kSampleConnectionsMax) != 0) return failed("listen");
  if (getsockname(state->listener, generic, &size) != 0) return failed("getsockname");
  state->port = ntohs(address.sin_port);
  State& running = *state;
  state->thread = std::thread([&running] { running.serve(); });
  return std::unique_ptr<SampleServer>(new SampleServer(std::move(state)));
}

SampleServer::SampleServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

SampleServer::~SampleServer() {
  state_->stop = true;
  const char byte = 0;
  // A full pipe means that a byte to wake up for is there already.
  [[maybe_unused]] const ssize_t written = write(state_->wake_write, &byte, 1);
  state_->thread.join();
}

void SampleServer::put(const std::string& path, Document document) {
  std::string etag = "\"" + to_hex(hash128(document.body)).substr(0, 16) + "\"";
  const std::lock_guard lock(state_->mutex);
  state_->documents[path] = {std::move(document), std::move(etag)};
}

std::uint16_t SampleServer::port() const { return state_->port; }

std::string SampleServer::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(state_->port) + path;
}

std::uint64_t SampleServer::requests() const { return state_->requests; }

void SampleServer::State::serve() {
  while (!stop) {
    std::vector<pollfd> waits;
    waits.push_back({wake_read, POLLIN, 0});
    const bool room = peers.size() < static_cast<std::size_t>(kSampleConnectionsMax);
    waits.push_back({listener, static_cast<short>(room ? POLLIN : 0), 0});
    for (const Peer& peer : peers) {
      waits.push_back({peer.fd, static_cast<short>(peer.out.empty() ? POLLIN : POLLOUT), 0});
    }
    ::poll(waits.data(), waits.size(), 1000);
    const Duration now = clock.steady();
    for (std::size_t i = 0; i < peers.size(); ++i) {
      Peer& peer = peers[i];
      const short events = waits[i + 2].revents;
      bool alive = now < Duration{peer.last_moved.ms + kSampleSilenceMax.ms};
      if (events != 0) {
        peer.last_moved = now;
        alive = move(peer, events);
      }
      if (!alive) {
        close(peer.fd);
        peer.fd = -1;
      }
    }
    std::erase_if(peers, [](const Peer& peer) { return peer.fd < 0; });
    if ((waits[1].revents & POLLIN) != 0) accept_one();
  }
}

void SampleServer::State::accept_one() {
  const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return;  // gone again, or no descriptors left: the next round tries anew
  peers.emplace_back();
  peers.back().fd = fd;
  peers.back().last_moved = clock.steady();
}

// Reads or writes what can be without waiting. False when the connection is over.
bool SampleServer::State::move(Peer& peer, short events) {
  if (peer.out.empty()) {
    if ((events & (POLLIN | POLLHUP | POLLERR)) == 0) return true;
    char bytes[4096];
    const ssize_t n = recv(peer.fd, bytes, sizeof bytes, 0);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    if (n == 0) return false;
    peer.in.append(bytes, static_cast<std::size_t>(n));
    answer_all(peer);
  }
  if (!peer.out.empty()) {
    const ssize_t n = send(peer.fd, peer.out.data(), peer.out.size(), MSG_NOSIGNAL);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    peer.out.erase(0, static_cast<std::size_t>(n));
  }
  return !(peer.closing && peer.out.empty());
}

void SampleServer::State::answer_all(Peer& peer) {
  std::size_t end;
  while (!peer.closing && (end = peer.in.find("\r\n\r\n")) != std::string::npos) {
    peer.out += answer(std::string_view(peer.in).substr(0, end), peer.closing);
    peer.in.erase(0, end + 4);
    ++requests;
  }
  if (!peer.closing && peer.in.size() > kSampleRequestBytesMax) {
    peer.out += status_only("431 Request Header Fields Too Large");
    peer.closing = true;
  }
}

std::string SampleServer::State::answer(std::string_view head, bool& closing) {
  const std::string_view line = head.substr(0, head.find("\r\n"));
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  const std::string_view method = line.substr(0, first);
  closing = equal_ignoring_case(header(head, "Connection"), "close");
  if (first == std::string_view::npos || last <= first ||
      !line.substr(last + 1).starts_with("HTTP/1.")) {
    closing = true;
    return status_only("400 Bad Request");
  }
  if (method != "GET" && method != "HEAD") {
    closing = true;  // a body may follow, which nobody reads
    return status_only("405 Method Not Allowed");
  }
  std::string path(line.substr(first + 1, last - first - 1));
  path.resize(std::min(path.find('?'), path.size()));
  const std::lock_guard lock(mutex);
  const auto found = documents.find(path);
  if (found == documents.end()) {
    closing = true;
    return status_only("404 Not Found");
  }
  const Served& served = found->second;
  const std::string modified = http_date(served.document.modified);
  // RFC 9110, 13.2.2: a date counts only where no ETag was sent.
  const std::string_view etag = header(head, "If-None-Match");
  const bool unchanged =
      etag.empty() ? header(head, "If-Modified-Since") == modified : etag == served.etag;
  std::string bytes = unchanged ? "HTTP/1.1 304 Not Modified\r\n" : "HTTP/1.1 200 OK\r\n";
  bytes += "ETag: " + served.etag + "\r\nLast-Modified: " + modified + "\r\n";
  if (unchanged) return bytes + "\r\n";
  bytes += "Content-Type: " + served.document.content_type +
           "\r\nContent-Length: " + std::to_string(served.document.body.size()) + "\r\n\r\n";
  if (method == "GET") bytes += served.document.body;
  return bytes;
}

}  // namespace syndicated
