// HttpClient: one URL to one answer, many at once, on one libcurl multi loop. It follows redirects
// itself, checks each address it connects to, and holds every limit of HttpOptions while the bytes
// arrive. It knows nothing of feeds or schedules, keeps nothing between fetches but open
// connections, and reads no proxy, cookie or netrc from the environment. HTTP/1.1 only: a poll is
// one request, HTTP/2 would add its attacks and no speed.
//
// Use: begin() fetches, then advance() until take_finished() gives their outcomes. One owner
// thread; wake() from any. OpenSSL may raise SIGPIPE when a peer is gone; the program must ignore
// that signal.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "connectors/http/address_class.h"
#include "connectors/http/http_options.h"
#include "connectors/http/poll_state.h"
#include "connectors/http/web_url.h"
#include "pipeline/result.h"

namespace syndicated {

// What went wrong, coarser than the sentence and finer than ErrorKind; equal problems are logged
// once.
enum class HttpProblem {
  none,
  address,     // the URL is malformed or has a scheme or a port that is not allowed
  name,        // DNS
  refused,     // the machine is not one that we may reach
  connection,  // no connection, or it broke
  tls,
  timeout,
  too_large,  // body, ratio or headers
  redirects,  // too many, in a circle, or without a target
  protocol,   // not HTTP, or not as HTTP should be
};
const char* name_of(HttpProblem problem);

struct HttpRequest {
  WebUrl url;
  std::string form;  // sent with POST as application/x-www-form-urlencoded, to each hop; "" a GET
  Validators validators;  // sent to validators.url only
  std::string user, password;
  std::string credentials_origin;         // WebUrl::origin() that may see them
  std::vector<IpNetwork> allow_networks;  // besides those of the options
};

struct HttpHeaders {
  std::string etag, last_modified;  // "" when absent or not usable_validator()
  std::string content_type, content_language, content_location;
  std::string cache_control, expires, age, retry_after;
};

struct HttpResponse {
  int status = 0;             // of the last hop
  std::string url;            // of the last hop, without user info
  std::string permanent_url;  // where the leading 301 and 308 lead; the requested one without them
  bool was_conditional = false;  // the last hop carried a validator, so that 304 has a meaning
  HttpHeaders headers;
  std::string body;  // decoded; kept for status 200 and 203 only
};

struct HttpOutcome {
  std::uint64_t id = 0;
  HttpProblem problem = HttpProblem::none;  // none exactly when the result has a value
  Result<HttpResponse> result;
};

// Limits that are no options because no honest server comes near them.
constexpr std::size_t kHeaderBytesMax = 64 * 1024;  // of one hop, 1xx answers included
constexpr std::size_t kHeaderLinesMax = 256;
constexpr std::size_t kErrorBodyBytesMax = 64 * 1024;  // of an answer whose body nobody reads
constexpr std::size_t kRatioFreeBytes = 1 << 20;       // decoded; the ratio is not looked at below

class HttpClient {
 public:
  // Errors: config (a malformed network in the options), unavailable (libcurl cannot start).
  static Result<std::unique_ptr<HttpClient>> create(const HttpOptions& options);

  ~HttpClient();  // running fetches are dropped
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Begins a fetch; its outcome comes under `id`. Never fails: what is wrong becomes the outcome.
  // Owner thread.
  void begin(std::uint64_t id, HttpRequest request);

  // Moves all fetches, then waits until something happens or `timeout` has passed, and moves them
  // again. Owner thread.
  void advance(Duration timeout);

  // Outcomes since the last call, in the order in which they came. Owner thread.
  std::vector<HttpOutcome> take_finished();

  std::size_t running() const;

  // Makes an advance() that waits, or the next one, return at once. Any thread.
  void wake();

 private:
  struct Loop;  // keeps libcurl out of this header
  explicit HttpClient(std::unique_ptr<Loop> loop);

  std::unique_ptr<Loop> loop_;
};

// "syndicated/<version> (+contact)"; control characters of the contact are dropped.
std::string user_agent(const std::string& contact);

}  // namespace syndicated
