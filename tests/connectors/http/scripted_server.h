// ScriptedServer: an HTTP server for tests that does exactly what a script says, well or badly. It
// listens on 127.0.0.1 at a free port, one thread per connection; the destructor ends and joins
// them all.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace syndicated::test {

struct ServedRequest {
  std::string method, target;
  std::vector<std::pair<std::string, std::string>>
      headers;  // names in lower case, values untouched

  // "" when absent.
  std::string header(const std::string& name) const;
};

// What a script may do to its connection.
class ServedConnection {
 public:
  virtual ~ServedConnection() = default;

  // False when the peer has gone.
  virtual bool send(const std::string& bytes) = 0;
  // False when the server stops meanwhile.
  virtual bool wait(std::chrono::milliseconds time) = 0;
  // The connection ends after the script instead of taking another request.
  virtual void close_after() = 0;
};

using Script = std::function<void(const ServedRequest&, ServedConnection&)>;

struct Answer {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// The answer with a right Content-Length.
std::string to_bytes(const Answer& answer);

class ScriptedServer {
 public:
  ScriptedServer();
  ~ScriptedServer();

  // Everything under "http://127.0.0.1:<port>".
  std::string url(const std::string& target) const;
  int port() const;

  void on(const std::string& target, Script script);
  // One answer after the other; the last stays.
  void on(const std::string& target, std::vector<Answer> answers);
  void on(const std::string& target, Answer answer);
  // Bytes as they are, then the end of the connection.
  void on_raw(const std::string& target, std::string bytes);

  std::vector<ServedRequest> requests() const;
  std::vector<ServedRequest> requests(const std::string& target) const;
  int connections() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace syndicated::test
