#include "connectors/http/transfer.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace syndicated {
namespace {

// What we can read, most precise first; some servers choose by it.
constexpr char kAccept[] =
    "Accept: application/rss+xml, application/atom+xml, application/rdf+xml, "
    "application/feed+json, "
    "application/json;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1";

// How the decoded size may run ahead of libcurl's count of received bytes: it counts after
// decoding.
constexpr std::uint64_t kReceiveBufferBytes = 16 * 1024;

HttpProblem problem_of(int code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return HttpProblem::name;
    case CURLE_OPERATION_TIMEDOUT:
      return HttpProblem::timeout;
    // A handshake that only breaks off (CURLE_SSL_CONNECT_ERROR) is no matter of trust: it may work the next time.
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
      return HttpProblem::tls;
    case CURLE_FILESIZE_EXCEEDED:
      return HttpProblem::too_large;
    case CURLE_UNSUPPORTED_PROTOCOL:  // the scheme was checked before: this is HTTP/0.9
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
      return HttpProblem::protocol;
    case CURLE_URL_MALFORMAT:
      return HttpProblem::address;
    default:
      return HttpProblem::connection;
  }
}

ErrorKind kind_of(HttpProblem problem) {
  switch (problem) {
    case HttpProblem::address:
    case HttpProblem::protocol:
      return ErrorKind::invalid;
    case HttpProblem::refused:
      return ErrorKind::policy;
    case HttpProblem::too_large:
    case HttpProblem::redirects:
      return ErrorKind::limit;
    default:
      return ErrorKind::unavailable;
  }
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// Statuses whose body is the document.
bool has_document(int status) { return status == 200 || status == 203; }

std::string header(CURL* easy, const char* name) {
  curl_header* found = nullptr;
  if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK) return "";
  std::string value = found->value;
  for (std::size_t i = 1; i < found->amount; ++i) {  // repeated lines are one list (RFC 9110, 5.3)
    curl_header* more = nullptr;
    if (curl_easy_header(easy, name, i, CURLH_HEADER, -1, &more) == CURLHE_OK) {
      value += ", " + std::string(more->value);
    }
  }
  return value;
}

std::string validator(CURL* easy, const char* name) {
  curl_header* found = nullptr;  // of several, the first: a list would be no validator
  if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK) return "";
  return usable_validator(found->value) ? found->value : "";
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_prefix) {
  return text.size() >= lower_prefix.size() &&
         std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(), [](char p, char t) {
           return p == (t >= 'A' && t <= 'Z' ? static_cast<char>(t + 32) : t);
         });
}

// True when libcurl has to decode for it; "chunked" and "identity" change no byte.
std::size_t count_codings(std::string_view list) {
  std::size_t count = 0;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    std::string_view coding = list.substr(0, comma);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    while (!coding.empty() && coding.front() <= ' ') coding.remove_prefix(1);
    if (coding.empty() || starts_with_ignoring_case(coding, "chunked") ||
        starts_with_ignoring_case(coding, "identity")) {
      continue;
    }
    ++count;
  }
  return count;
}

}  // namespace

// libcurl calls these; nothing may be thrown through it, and running out of memory ends the process
// anyway.
struct Transfer::Callbacks {
  static std::size_t header(char* data, std::size_t, std::size_t size, void* self) noexcept {
    return static_cast<Transfer*>(self)->on_header({data, size}) ? size : 0;
  }

  static std::size_t body(char* data, std::size_t, std::size_t size, void* self) noexcept {
    return static_cast<Transfer*>(self)->on_body({data, size}) ? size : 0;
  }

  // Sees each address after DNS and before the first packet.
  static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* peer) noexcept {
    Transfer* transfer = static_cast<Transfer*>(self);
    IpAddress address;
    std::uint16_t port = 0;
    if (peer->family == AF_INET) {
      sockaddr_in in{};
      std::memcpy(&in, &peer->addr, sizeof in);
      address = from_v4(ntohl(in.sin_addr.s_addr));
      port = ntohs(in.sin_port);
    } else if (peer->family == AF_INET6) {
      sockaddr_in6 in{};
      std::memcpy(&in, &peer->addr, std::min<std::size_t>(sizeof in, peer->addrlen));
      std::memcpy(address.bytes.data(), &in.sin6_addr, address.bytes.size());
      port = ntohs(in.sin6_port);
    } else {
      transfer->refusal_ = "an address that is neither IPv4 nor IPv6";
      return CURL_SOCKET_BAD;
    }
    if (!transfer->may_connect(address, port)) return CURL_SOCKET_BAD;
    ++transfer->sockets_opened_;
    return socket(peer->family, peer->socktype | SOCK_CLOEXEC, peer->protocol);
  }

  // Sees reused connections too: one that another feed was allowed to open must not serve this one.
  static int before_request(void* self, char* address_text, char*, int port, int) noexcept {
    Transfer* transfer = static_cast<Transfer*>(self);
    const std::optional<IpAddress> address = parse_address(address_text);
    if (address && transfer->may_connect(*address, static_cast<std::uint16_t>(port))) {
      return CURL_PREREQFUNC_OK;
    }
    return CURL_PREREQFUNC_ABORT;
  }
};

Transfer::Transfer(std::uint64_t id, HttpRequest request, const HttpOptions& options,
                   std::vector<IpNetwork> allow_networks)
    : id_(id),
      request_(std::move(request)),
      options_(options),
      allow_networks_(std::move(allow_networks)),
      easy_(curl_easy_init()),
      url_(request_.url) {
  response_.permanent_url = url_.text;
}

Transfer::~Transfer() {
  curl_easy_cleanup(easy_);
  curl_slist_free_all(request_headers_);
}

bool Transfer::prepare_hop() {
  if (easy_ == nullptr) {
    return fail(HttpProblem::connection, ErrorKind::unavailable, "libcurl has no memory");
  }
  if (!port_allowed(url_.port)) {
    return fail(HttpProblem::address, ErrorKind::policy,
                "port " + std::to_string(url_.port) + " is not among the allowed ports");
  }
  if (spent_ms_ >= options_.total_timeout.ms) {
    return fail(HttpProblem::timeout, ErrorKind::unavailable, "the redirects took too long");
  }
  visited_.push_back(url_.text);
  header_bytes_ = header_lines_ = codings_ = 0;
  sockets_opened_ = 0;
  refusal_.clear();
  stopped_reading_ = false;
  response_.body.clear();
  error_text_[0] = '\0';
  curl_easy_reset(easy_);
  set_options();
  set_request_headers();
  return true;
}

bool Transfer::port_allowed(std::uint16_t port) const {
  const std::vector<std::uint16_t>& ports = options_.ports;
  return ports.empty() || std::find(ports.begin(), ports.end(), port) != ports.end();
}

void Transfer::set_options() {
  const auto set = [this](CURLoption option, auto value) {
    curl_easy_setopt(easy_, option, value);
  };
  set(CURLOPT_URL, url_.text.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_FOLLOWLOCATION, 0L);  // see follow()
  set(CURLOPT_PROXY, "");           // and so none from the environment
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_NOSIGNAL, 1L);
  // A name server that does not answer must delay its own feed only. Without this libcurl joins the
  // thread that resolves when a fetch times out, and the whole loop waits.
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options_.ca_file.empty()) set(CURLOPT_CAINFO, options_.ca_file.c_str());
  set(CURLOPT_USERAGENT, user_agent(options_.user_agent_contact).c_str());
  set(CURLOPT_ACCEPT_ENCODING, "");  // all that libcurl can decode

  set(CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::max<std::int64_t>(1, options_.connect_timeout.ms)));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.total_timeout.ms - spent_ms_));
  set(CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(options_.low_speed_bytes));
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>((options_.low_speed_time.ms + 999) / 1000));
  // Only an early exit for honest servers; what counts is on_body().
  set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(options_.body_bytes_max));
  set(CURLOPT_BUFFERSIZE, static_cast<long>(kReceiveBufferBytes));

  set(CURLOPT_ERRORBUFFER, error_text_);
  set(CURLOPT_HEADERFUNCTION, &Callbacks::header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &Callbacks::body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &Callbacks::open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_PREREQFUNCTION, &Callbacks::before_request);
  set(CURLOPT_PREREQDATA, this);

  if (!request_.form.empty()) {
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.form.size()));
    set(CURLOPT_POSTFIELDS, request_.form.c_str());
  }
  if (!request_.user.empty() && url_.origin() == request_.credentials_origin) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERNAME, request_.user.c_str());
    set(CURLOPT_PASSWORD, request_.password.c_str());
    set(CURLOPT_FORBID_REUSE, 1L);  // a connection that was authenticated serves nobody else
  }
}

void Transfer::set_request_headers() {
  curl_slist_free_all(request_headers_);
  request_headers_ = curl_slist_append(nullptr, kAccept);
  const Validators& validators = request_.validators;
  response_.was_conditional = !validators.empty() && validators.url == url_.text;
  if (response_.was_conditional) {
    // Byte for byte as the server gave them. CURLOPT_TIMECONDITION would write the date anew.
    if (!validators.etag.empty()) {
      request_headers_ =
          curl_slist_append(request_headers_, ("If-None-Match: " + validators.etag).c_str());
    }
    if (!validators.last_modified.empty()) {
      request_headers_ = curl_slist_append(
          request_headers_, ("If-Modified-Since: " + validators.last_modified).c_str());
    }
  }
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, request_headers_);
}

bool Transfer::hop_ended(int code) {
  curl_off_t spent_us = 0;
  curl_easy_getinfo(easy_, CURLINFO_TOTAL_TIME_T, &spent_us);
  spent_ms_ += spent_us / 1000 + 1;
  if (problem_ != HttpProblem::none) return false;
  if (code != CURLE_OK && !stopped_reading_) return fail_with_code(code);
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  if (is_redirect(static_cast<int>(status))) return follow(static_cast<int>(status));
  finish(static_cast<int>(status));
  return false;
}

bool Transfer::follow(int status) {
  const std::string location = header(easy_, "Location");
  if (location.empty()) {
    return fail(HttpProblem::redirects, ErrorKind::invalid,
                "status " + std::to_string(status) + " without a Location");
  }
  Result<WebUrl> next = resolve_web_url(url_, location);
  if (!next) {
    return fail(HttpProblem::redirects, next.error().kind,
                "redirected to where we do not go: " + next.error().what);
  }
  if (std::find(visited_.begin(), visited_.end(), next->text) != visited_.end()) {
    return fail(HttpProblem::redirects, ErrorKind::limit, "redirected in a circle");
  }
  if (visited_.size() > options_.redirects_max) {
    return fail(HttpProblem::redirects, ErrorKind::limit,
                "more than " + std::to_string(options_.redirects_max) + " redirects");
  }
  // A step down from https may be followed today, but never be remembered: anybody on the path can
  // send one.
  const bool downgrade = url_.scheme == "https" && next->scheme == "http";
  only_permanent_ = only_permanent_ && (status == 301 || status == 308) && !downgrade;
  if (only_permanent_) response_.permanent_url = next->text;
  url_ = std::move(next.value());
  return true;
}

void Transfer::finish(int status) {
  response_.status = status;
  response_.url = url_.text;
  HttpHeaders& headers = response_.headers;
  headers.etag = validator(easy_, "ETag");
  headers.last_modified = validator(easy_, "Last-Modified");
  headers.content_type = header(easy_, "Content-Type");
  headers.content_language = header(easy_, "Content-Language");
  headers.content_location = header(easy_, "Content-Location");
  headers.cache_control = header(easy_, "Cache-Control");
  headers.expires = header(easy_, "Expires");
  headers.age = header(easy_, "Age");
  headers.retry_after = header(easy_, "Retry-After");
}

// Every line, status lines, 1xx answers and trailers included: a flood is a flood.
bool Transfer::on_header(std::string_view line) {
  header_bytes_ += line.size();
  ++header_lines_;
  if (header_bytes_ > kHeaderBytesMax || header_lines_ > kHeaderLinesMax) {
    return fail(HttpProblem::too_large, ErrorKind::limit,
                "more than " + std::to_string(kHeaderBytesMax) + " bytes or " +
                    std::to_string(kHeaderLinesMax) + " lines of headers");
  }
  // libcurl undoes up to five codings on top of each other, each of which may blow up a
  // thousandfold before the first byte reaches on_body().
  for (const std::string_view name : {"content-encoding:", "transfer-encoding:"}) {
    if (starts_with_ignoring_case(line, name)) codings_ += count_codings(line.substr(name.size()));
  }
  if (codings_ > 1) {
    return fail(HttpProblem::protocol, ErrorKind::limit, "more than one content coding");
  }
  return true;
}

bool Transfer::on_body(std::string_view bytes) {
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  std::string& body = response_.body;
  if (!has_document(static_cast<int>(status))) {
    // The words of an error page are no use to anybody; body only counts here.
    body.append(bytes.substr(0, kErrorBodyBytesMax));
    stopped_reading_ = body.size() > kErrorBodyBytesMax;
    return !stopped_reading_;
  }
  if (body.size() + bytes.size() > options_.body_bytes_max) {
    return fail(
        HttpProblem::too_large, ErrorKind::limit,
        "the decoded body is larger than " + std::to_string(options_.body_bytes_max) + " bytes");
  }
  body.append(bytes);
  curl_off_t received = 0;
  curl_easy_getinfo(easy_, CURLINFO_SIZE_DOWNLOAD_T, &received);
  const std::uint64_t received_most = static_cast<std::uint64_t>(received) + kReceiveBufferBytes;
  if (body.size() > kRatioFreeBytes &&
      body.size() / received_most > options_.compression_ratio_max) {
    return fail(HttpProblem::too_large, ErrorKind::limit,
                "the body decodes to more than " + std::to_string(options_.compression_ratio_max) +
                    " times its size");
  }
  return true;
}

bool Transfer::may_connect(const IpAddress& address, std::uint16_t port) {
  if (!port_allowed(port)) {
    refusal_ = "port " + std::to_string(port) + " is not among the allowed ports";
    return false;
  }
  if (const char* why = why_refused(address, allow_networks_)) {
    refusal_ = url_.host + " is " + to_text(address) + ", " + why;
    return false;
  }
  return true;
}

// Returns false, so that callers can leave with it.
bool Transfer::fail(HttpProblem problem, ErrorKind kind, std::string what) {
  problem_ = problem;
  error_ = {kind, "GET " + url_.text + ": " + std::move(what)};
  return false;
}

bool Transfer::fail_with_code(int code) {
  // libcurl tells a refused address as a failed connect. When another address of the same name was
  // tried and did not answer, that is the truth.
  const bool refused =
      !refusal_.empty() && ((code == CURLE_COULDNT_CONNECT && sockets_opened_ == 0) ||
                            code == CURLE_ABORTED_BY_CALLBACK);
  if (refused) return fail(HttpProblem::refused, ErrorKind::policy, "refused: " + refusal_);
  const HttpProblem problem = problem_of(code);
  std::string what = curl_easy_strerror(static_cast<CURLcode>(code));
  if (error_text_[0] != '\0' && what != error_text_) what += std::string(": ") + error_text_;
  return fail(problem, kind_of(problem), std::move(what));
}

HttpOutcome Transfer::outcome() {
  if (problem_ != HttpProblem::none) return {id_, problem_, std::move(error_)};
  if (!has_document(response_.status)) response_.body.clear();
  return {id_, HttpProblem::none, std::move(response_)};
}

}  // namespace syndicated
