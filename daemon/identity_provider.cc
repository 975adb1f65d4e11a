#include "daemon/identity_provider.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/formats/json_view.h"
#include "connectors/http/client.h"

namespace syndicated {
namespace {

constexpr Duration kAnswerTimeout = seconds(5);
// Of a token whose time is not told; providers rarely go below.
constexpr std::int64_t kLifetimeSeconds = 300;
constexpr std::int64_t kLifetimeSecondsMax = 30 * 24 * 3600;

// application/x-www-form-urlencoded, as RFC 6749, section 2.3.1, wants also a client's name and secret.
std::string form_encoded(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', digits[byte >> 4], digits[byte & 15]};
  }
  return out;
}

// The provider is named by the operator and may be anywhere.
HttpOptions options_for_provider(const std::string& ca_file) {
  HttpOptions options;
  options.ca_file = ca_file;
  options.allow_networks = {"0.0.0.0/0", "::/0"};
  options.ports = {};
  options.redirects_max = 0;
  options.connect_timeout = options.total_timeout = kAnswerTimeout;
  options.body_bytes_max = 1 << 20;
  return options;
}

HttpOutcome fetch(HttpRequest request, const HttpOptions& options) {
  Result<std::unique_ptr<HttpClient>> client = HttpClient::create(options);
  if (!client) return {1, HttpProblem::connection, client.error()};
  (*client)->begin(1, std::move(request));
  for (;;) {
    std::vector<HttpOutcome> finished = (*client)->take_finished();
    if (!finished.empty()) return std::move(finished[0]);
    (*client)->advance(milliseconds(100));
  }
}

}  // namespace

IdentityProvider::IdentityProvider(const KafkaSecurity& security, const Clock& clock)
    : url_(security.token_url),
      client_id_(security.client_id),
      client_secret_(security.client_secret),
      scope_(security.scope),
      ca_file_(security.token_ca_file),
      clock_(clock) {}

Result<AccessToken> IdentityProvider::token() {
  const std::lock_guard lock(mutex_);
  if (held_ && clock_.now() < held_until_) return *held_;
  Result<AccessToken> token = ask();
  const Time now = clock_.now();
  if (!token) {
    const bool may_pass = token.error().kind == ErrorKind::unavailable;
    if (may_pass && held_ && now < held_->expires_at) return *held_;
    held_.reset();  // who refuses us has taken it back
    return token;
  }
  held_until_ = now + milliseconds((token->expires_at - now).ms / 2);
  held_ = *token;
  return token;
}

Result<AccessToken> IdentityProvider::ask() {
  const std::string tried = "ask " + url_ + " for a token: ";
  Result<WebUrl> url = parse_web_url(url_);
  if (!url) return Error{ErrorKind::config, tried + url.error().what};
  HttpRequest request;
  request.credentials_origin = url->origin();
  request.url = std::move(url).value();
  request.user = form_encoded(client_id_);
  request.password = form_encoded(client_secret_);
  request.form = "grant_type=client_credentials";
  if (!scope_.empty()) request.form += "&scope=" + form_encoded(scope_);
  const Time asked_at = clock_.now();
  const HttpOutcome outcome = fetch(std::move(request), options_for_provider(ca_file_));
  const Result<HttpResponse>& response = outcome.result;
  if (!response) {
    const bool for_a_person = outcome.problem == HttpProblem::tls || outcome.problem == HttpProblem::address ||
                              outcome.problem == HttpProblem::redirects;
    return Error{for_a_person ? ErrorKind::policy : ErrorKind::unavailable,
                 tried + response.error().what +
                     (for_a_person ? "; check `kafka.oauth.token_url` and `ca_file`" : "")};
  }
  const int status = response->status;
  const bool may_pass = status == 408 || status == 429;
  if (status >= 400 && status < 500 && !may_pass) {
    return Error{ErrorKind::policy, tried + "refused with status " + std::to_string(status) +
                                        "; check `kafka.oauth`: token_url, client_id, the client secret and scope"};
  }
  if (status != 200) {
    return Error{ErrorKind::unavailable, tried + "answered with status " + std::to_string(status)};
  }
  JsonView view;
  const Result<void> parsed = view.parse(response->body);
  AccessToken token{.value = view.text("access_token"), .subject = client_id_, .expires_at = {}};
  if (!parsed || token.value.empty()) {
    return Error{ErrorKind::policy, tried + "the answer holds no access_token; check `kafka.oauth.token_url`"};
  }
  std::int64_t lifetime = kLifetimeSeconds;
  const std::string told = view.text("expires_in");
  std::int64_t told_seconds = 0;
  const auto [end, error] = std::from_chars(told.data(), told.data() + told.size(), told_seconds);
  if (error == std::errc() && told_seconds > 0) lifetime = std::min(told_seconds, kLifetimeSecondsMax);
  token.expires_at = asked_at + seconds(lifetime);
  return token;
}

}  // namespace syndicated
