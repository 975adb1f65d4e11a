// Transfer: one fetch over all its redirects, on one libcurl handle. The client adds the handle to
// its loop and asks the transfer what to do when libcurl is through with a hop. Internal to
// connectors/http; one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "connectors/http/client.h"

struct curl_slist;

namespace syndicated {

class Transfer {
 public:
  Transfer(std::uint64_t id, HttpRequest request, const HttpOptions& options,
           std::vector<IpNetwork> allow_networks);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  std::uint64_t id() const { return id_; }
  void* handle() const { return easy_; }  // CURL*

  // Sets the handle up for the current hop. False: refused, outcome() says why.
  bool prepare_hop();

  // libcurl has ended the hop with this CURLcode. True: there is another hop, call prepare_hop().
  bool hop_ended(int code);

  HttpOutcome outcome();

 private:
  struct Callbacks;

  bool port_allowed(std::uint16_t port) const;
  void set_options();
  void set_request_headers();
  bool fail(HttpProblem problem, ErrorKind kind, std::string what);
  bool fail_with_code(int code);
  bool follow(int status);
  void finish(int status);
  bool on_header(std::string_view line);
  bool on_body(std::string_view bytes);
  bool may_connect(const IpAddress& address, std::uint16_t port);

  const std::uint64_t id_;
  const HttpRequest request_;
  const HttpOptions& options_;
  const std::vector<IpNetwork> allow_networks_;
  void* easy_ = nullptr;
  curl_slist* request_headers_ = nullptr;
  char error_text_[256] = "";

  WebUrl url_;  // of the current hop
  std::vector<std::string> visited_;
  bool only_permanent_ = true;  // every hop so far was 301 or 308
  std::int64_t spent_ms_ = 0;   // in earlier hops

  std::size_t header_bytes_ = 0, header_lines_ = 0, codings_ = 0;
  int sockets_opened_ = 0;
  std::string refusal_;           // why an address was not connected to
  bool stopped_reading_ = false;  // an error body was long enough

  HttpProblem problem_ = HttpProblem::none;
  Error error_;
  HttpResponse response_;
};

}  // namespace syndicated
