#include "connectors/http/client.h"

#include <curl/curl.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "connectors/http/transfer.h"
#include "pipeline/check.h"

namespace syndicated {

const char* name_of(HttpProblem problem) {
  switch (problem) {
    case HttpProblem::none:
      return "none";
    case HttpProblem::address:
      return "address";
    case HttpProblem::name:
      return "name";
    case HttpProblem::refused:
      return "refused";
    case HttpProblem::connection:
      return "connection";
    case HttpProblem::tls:
      return "tls";
    case HttpProblem::timeout:
      return "timeout";
    case HttpProblem::too_large:
      return "too_large";
    case HttpProblem::redirects:
      return "redirects";
    case HttpProblem::protocol:
      return "protocol";
  }
  return "none";
}

std::string user_agent(const std::string& contact) {
  std::string text = "syndicated/" SYNDICATED_VERSION;
  if (contact.empty()) return text;
  text += " (+";
  for (const char c : contact) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) text += c;
  }
  return text + ")";
}

struct HttpClient::Loop {
  HttpOptions options;
  std::vector<IpNetwork> allow_networks;
  CURLM* multi = nullptr;
  std::unordered_map<CURL*, std::unique_ptr<Transfer>> transfers;
  std::vector<HttpOutcome> finished;

  ~Loop() {
    for (const auto& [easy, transfer] : transfers) curl_multi_remove_handle(multi, easy);
    transfers.clear();
    curl_multi_cleanup(multi);
  }

  void add(std::unique_ptr<Transfer> transfer);
  void perform();
};

void HttpClient::Loop::add(std::unique_ptr<Transfer> transfer) {
  if (!transfer->prepare_hop()) {
    finished.push_back(transfer->outcome());
    return;
  }
  CURL* easy = transfer->handle();
  const CURLMcode code = curl_multi_add_handle(multi, easy);
  CHECK(code == CURLM_OK, "libcurl takes a handle that is in no loop");
  transfers.emplace(easy, std::move(transfer));
}

void HttpClient::Loop::perform() {
  int running = 0;
  curl_multi_perform(multi, &running);
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    // The message is gone once its handle leaves the loop.
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    const auto found = transfers.find(easy);
    CHECK(found != transfers.end(), "libcurl ends a transfer that it was not given");
    std::unique_ptr<Transfer> transfer = std::move(found->second);
    transfers.erase(found);
    const bool another = transfer->hop_ended(code);
    curl_multi_remove_handle(multi, easy);
    if (another) {
      add(std::move(transfer));
    } else {
      finished.push_back(transfer->outcome());
    }
  }
}

Result<std::unique_ptr<HttpClient>> HttpClient::create(const HttpOptions& options) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) return Error{ErrorKind::unavailable, "libcurl cannot start"};
  auto loop = std::make_unique<Loop>();
  loop->options = options;
  for (const std::string& text : options.allow_networks) {
    const std::optional<IpNetwork> network = parse_network(text);
    if (!network) {
      return Error{ErrorKind::config, "`" + text + "` is not a network in CIDR notation"};
    }
    loop->allow_networks.push_back(*network);
  }
  loop->multi = curl_multi_init();
  if (loop->multi == nullptr) return Error{ErrorKind::unavailable, "libcurl has no memory"};
  curl_multi_setopt(loop->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS,
                    static_cast<long>(options.connections_max));
  curl_multi_setopt(loop->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
                    static_cast<long>(options.connections_per_host));
  curl_multi_setopt(loop->multi, CURLMOPT_MAXCONNECTS, static_cast<long>(options.connections_max));
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(loop)));
}

HttpClient::HttpClient(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}

HttpClient::~HttpClient() = default;

void HttpClient::begin(std::uint64_t id, HttpRequest request) {
  std::vector<IpNetwork> allowed = loop_->allow_networks;
  allowed.insert(allowed.end(), request.allow_networks.begin(), request.allow_networks.end());
  loop_->add(
      std::make_unique<Transfer>(id, std::move(request), loop_->options, std::move(allowed)));
}

void HttpClient::advance(Duration timeout) {
  loop_->perform();
  if (!loop_->finished.empty()) return;
  constexpr std::int64_t kWaitMax = 60'000;  // a wait without end would hide a lost wake-up
  const std::int64_t wait = std::clamp<std::int64_t>(timeout.ms, 0, kWaitMax);
  curl_multi_poll(loop_->multi, nullptr, 0, static_cast<int>(wait), nullptr);
  loop_->perform();
}

std::vector<HttpOutcome> HttpClient::take_finished() { return std::exchange(loop_->finished, {}); }

std::size_t HttpClient::running() const { return loop_->transfers.size(); }

void HttpClient::wake() { curl_multi_wakeup(loop_->multi); }

}  // namespace syndicated
