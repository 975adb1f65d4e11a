// SampleServer: the publisher of `syndicated demo`. It serves a few documents from memory over
// HTTP/1.1 on 127.0.0.1, at a port that the system chooses, with the validators that a good
// publisher gives, so that the demo shows real polls: 200 first, 304 while nothing changes, 200
// after a change. Documents may be replaced at any time. It is no server for the world: loopback
// only, GET and HEAD only, few connections, short requests.
//
// One thread serves all connections one after the other; a peer that is silent is dropped. All
// functions from any thread; the destructor joins.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "pipeline/result.h"
#include "pipeline/time.h"

namespace syndicated {

constexpr std::size_t kSampleRequestBytesMax = 8 * 1024;
constexpr int kSampleConnectionsMax = 32;            // at once; further ones wait to be accepted
constexpr Duration kSampleSilenceMax = seconds(10);  // then a connection is dropped

class SampleServer {
 public:
  struct Document {
    std::string content_type;
    std::string body;
    Time modified;  // Last-Modified
  };

  // Binds and starts serving. Errors: io, when the system gives no socket or port.
  static Result<std::unique_ptr<SampleServer>> create();

  ~SampleServer();
  SampleServer(const SampleServer&) = delete;
  SampleServer& operator=(const SampleServer&) = delete;

  // Serves `document` under `path`, which begins with a slash; replaces what was there.
  void put(const std::string& path, Document document);

  std::uint16_t port() const;

  // "http://127.0.0.1:<port><path>"
  std::string url(const std::string& path) const;

  // Requests answered so far.
  std::uint64_t requests() const;

 private:
  struct State;
  explicit SampleServer(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace syndicated
