#include "tests/connectors/http/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <set>
#include <thread>

namespace syndicated::test {

struct ScriptedServer::State {
  int listener = -1;
  int port = 0;
  std::thread acceptor;

  mutable std::mutex mutex;
  std::condition_variable stopped;
  bool stop = false;
  std::map<std::string, Script> scripts;
  std::vector<ServedRequest> requests;
  std::vector<std::thread> threads;
  std::set<int> open;
  int connections = 0;

  void accept_all();
  void serve(int fd);
  bool read_request(int fd, std::string& buffer, ServedRequest& request) const;
};

namespace {

class SocketConnection final : public ServedConnection {
 public:
  SocketConnection(int fd, std::function<bool(std::chrono::milliseconds)> wait)
      : fd_(fd), wait_(std::move(wait)) {}

  bool send(const std::string& bytes) override {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t n = ::send(fd_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
      if (n <= 0) {
        closes_ = true;
        return false;
      }
      done += static_cast<std::size_t>(n);
    }
    return true;
  }
  bool wait(std::chrono::milliseconds time) override { return wait_(time); }
  void close_after() override { closes_ = true; }
  bool closes() const { return closes_; }

 private:
  const int fd_;
  const std::function<bool(std::chrono::milliseconds)> wait_;
  bool closes_ = false;
};

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

}  // namespace

std::string ServedRequest::header(const std::string& name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return "";
}

std::string to_bytes(const Answer& answer) {
  std::string bytes = "HTTP/1.1 " + std::to_string(answer.status) + " Scripted\r\n";
  for (const auto& [name, value] : answer.headers) bytes += name + ": " + value + "\r\n";
  if (answer.status != 304) {
    bytes += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
  }
  return bytes + "\r\n" + (answer.status == 304 ? "" : answer.body);
}

ScriptedServer::ScriptedServer() : state_(std::make_unique<State>()) {
  State& s = *state_;
  s.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (s.listener < 0 || bind(s.listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(s.listener, 128) != 0 ||
      getsockname(s.listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();  // no test can run without loopback
  }
  s.port = ntohs(address.sin_port);
  s.acceptor = std::thread([&s] { s.accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  State& s = *state_;
  {
    const std::lock_guard lock(s.mutex);
    s.stop = true;
    for (const int fd : s.open) shutdown(fd, SHUT_RDWR);
  }
  s.stopped.notify_all();
  shutdown(s.listener, SHUT_RDWR);
  s.acceptor.join();
  for (std::thread& thread : s.threads) thread.join();
  close(s.listener);
}

void ScriptedServer::State::accept_all() {
  for (;;) {
    const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(mutex);
    if (stop || fd < 0) {
      if (fd >= 0) close(fd);
      if (stop) return;
      continue;
    }
    ++connections;
    open.insert(fd);
    threads.emplace_back([this, fd] { serve(fd); });
  }
}

void ScriptedServer::State::serve(int fd) {
  std::string buffer;
  SocketConnection connection(fd, [this](std::chrono::milliseconds time) {
    std::unique_lock lock(mutex);
    return !stopped.wait_for(lock, time, [this] { return stop; });
  });
  ServedRequest request;
  while (!connection.closes() && read_request(fd, buffer, request)) {
    Script script;
    {
      const std::lock_guard lock(mutex);
      requests.push_back(request);
      const auto found = scripts.find(request.target);
      if (found != scripts.end()) script = found->second;
    }
    if (script) {
      script(request, connection);
    } else {
      connection.send(to_bytes({404, {}, "no script"}));
    }
    request = {};
  }
  const std::lock_guard lock(mutex);
  open.erase(fd);
  close(fd);
}

bool ScriptedServer::State::read_request(int fd, std::string& buffer,
                                         ServedRequest& request) const {
  std::size_t end;
  while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
    char bytes[4096];
    const ssize_t n = recv(fd, bytes, sizeof bytes, 0);
    if (n <= 0 || buffer.size() > 65536) return false;
    buffer.append(bytes, static_cast<std::size_t>(n));
    if (buffer[0] == '\x16') return false;  // a TLS handshake; it will not become a request
  }
  std::string head = buffer.substr(0, end + 2);
  buffer.erase(0, end + 4);
  std::size_t begin = 0;
  bool first = true;
  for (std::size_t eol; (eol = head.find("\r\n", begin)) != std::string::npos; begin = eol + 2) {
    const std::string line = head.substr(begin, eol - begin);
    if (first) {
      const std::size_t space = line.find(' ');
      request.method = line.substr(0, space);
      request.target = line.substr(space + 1, line.rfind(' ') - space - 1);
      first = false;
      continue;
    }
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    request.headers.emplace_back(lower(line.substr(0, colon)), line.substr(colon + 2));
  }
  return true;
}

std::string ScriptedServer::url(const std::string& target) const {
  return "http://127.0.0.1:" + std::to_string(state_->port) + target;
}

int ScriptedServer::port() const { return state_->port; }

void ScriptedServer::on(const std::string& target, Script script) {
  const std::lock_guard lock(state_->mutex);
  state_->scripts[target] = std::move(script);
}

void ScriptedServer::on(const std::string& target, std::vector<Answer> answers) {
  auto next = std::make_shared<std::atomic<std::size_t>>(0);
  on(target, [answers = std::move(answers), next](const ServedRequest&, ServedConnection& peer) {
    const std::size_t i = std::min(next->fetch_add(1), answers.size() - 1);
    peer.send(to_bytes(answers[i]));
  });
}

void ScriptedServer::on(const std::string& target, Answer answer) {
  on(target, std::vector<Answer>{std::move(answer)});
}

void ScriptedServer::on_raw(const std::string& target, std::string bytes) {
  on(target, [bytes = std::move(bytes)](const ServedRequest&, ServedConnection& peer) {
    peer.send(bytes);
    peer.close_after();
  });
}

std::vector<ServedRequest> ScriptedServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

std::vector<ServedRequest> ScriptedServer::requests(const std::string& target) const {
  std::vector<ServedRequest> found;
  for (ServedRequest& request : requests()) {
    if (request.target == target) found.push_back(std::move(request));
  }
  return found;
}

int ScriptedServer::connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->connections;
}

}  // namespace syndicated::test
