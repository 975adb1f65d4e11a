#include "connectors/http/feed_source.h"

#include <algorithm>
#include <set>
#include <utility>

#include "pipeline/check.h"

namespace syndicated {
namespace {

bool is_document(const HttpResponse& response) {
  return response.status == 200 || response.status == 203;
}

// A 304 that we did not ask for says nothing about what we have.
bool is_unchanged(const HttpResponse& response) {
  return response.status == 304 && response.was_conditional;
}

}  // namespace

FeedSource::FeedSource(std::vector<FeedOptions> feeds, HttpOptions http, const Clock& clock,
                       Log& log, bool once)
    : options_of_feeds_(std::move(feeds)),
      http_(std::move(http)),
      once_(once),
      clock_(clock),
      log_(log),
      schedule_({http_.connections_max, http_.connections_per_host}),
      client_(HttpClient::create(http_)) {}

FeedSource::~FeedSource() = default;

Result<void> FeedSource::start(const Recovered& recovered) {
  CHECK(feeds_.empty(), "a source starts once");
  if (!client_) return client_.error();
  std::set<std::string> ids;
  for (const FeedOptions& options : options_of_feeds_) {
    if (!ids.insert(options.info.id).second) {
      return Error{ErrorKind::config, "two feeds have the id `" + options.info.id + "`"};
    }
    Result<void> prepared = prepare_feed(options, recovered);
    if (!prepared) return prepared;
  }
  const Duration now = clock_.steady();
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    schedule_.add(i, address_to_ask(feeds_[i]).host, {now.ms + first_delay(feeds_[i]).ms});
  }
  left_ = feeds_.size();
  return {};
}

Result<void> FeedSource::prepare_feed(const FeedOptions& options, const Recovered& recovered) {
  Feed feed;
  feed.options = &options;
  feed.origin = "feed:" + options.info.id;
  Result<WebUrl> url = parse_web_url(options.url);
  if (!url) {
    return Error{ErrorKind::config, "feed `" + options.info.id + "`: " + url.error().what};
  }
  feed.url = std::move(url.value());
  for (const std::string& text : options.allow_networks) {
    const std::optional<IpNetwork> network = parse_network(text);
    if (!network) {
      return Error{ErrorKind::config, "feed `" + options.info.id + "`: `" + text +
                                          "` is not a network in CIDR notation"};
    }
    feed.allow_networks.push_back(*network);
  }
  const Hash128 url_hash = hash128(feed.url.text);
  if (const auto head = recovered.heads.find(poll_state_key(options.info.id));
      head != recovered.heads.end()) {
    if (std::optional<PollState> state = decode_poll_state(head->second)) {
      // What is remembered of another address says nothing about this one.
      if (state->url_hash == url_hash) feed.state = std::move(*state);
    } else {
      log_.warn("The remembered state of a feed is unreadable, it is fetched anew",
                {{"source", options.info.id}});
    }
  }
  feed.state.url_hash = url_hash;
  // The position is what must never go back, whatever became of the head.
  if (const auto position = recovered.positions.find(feed.origin);
      position != recovered.positions.end()) {
    feed.state.polls = std::max(feed.state.polls, position->second.number);
  }
  feeds_.push_back(std::move(feed));
  return {};
}

// A restart causes no early poll, and no clock that jumped back causes a very late one.
Duration FeedSource::first_delay(const Feed& feed) const {
  if (once_) return {};
  const Duration interval = feed.options->interval;
  const Duration longest =
      feed.state.failures == 0 ? interval : std::max({interval, http_.retry_max, kGoneRetry});
  const Duration left = std::clamp(feed.state.next_due - clock_.now(), Duration{}, longest);
  return std::max(left, stagger(feed.options->info.id, options_of_feeds_.size(), interval));
}

// The configured address, or where it has moved once that has stood long enough. A step up to https
// on the same host needs no proof but its certificate.
WebUrl FeedSource::address_to_ask(Feed& feed) const {
  feed.asks_moved_address = false;
  if (feed.state.moved_to.empty()) return feed.url;
  Result<WebUrl> moved = parse_web_url(feed.state.moved_to);
  if (!moved) return feed.url;
  const bool safe = moved->scheme == "https" && moved->host == feed.url.host;
  if (!safe && clock_.now() - feed.state.moved_since < kMoveHold) return feed.url;
  feed.asks_moved_address = true;
  return std::move(moved.value());
}

Result<BatchPtr> FeedSource::poll(Duration deadline) {
  for (;;) {
    if (ready_.empty()) begin_due();
    move({});
    if (!ready_.empty()) return take_batch();
    const Duration now = clock_.steady();
    if (woken_.exchange(false) || now >= deadline || finished()) return BatchPtr();
    const Duration until = std::min(deadline, schedule_.next().value_or(deadline));
    move({until.ms - now.ms});
  }
}

void FeedSource::idle(Duration deadline) {
  for (;;) {
    const Duration now = clock_.steady();
    if (woken_.exchange(false) || now >= deadline) return;
    move({deadline.ms - now.ms});
  }
}

bool FeedSource::finished() const { return once_ && left_ == 0 && ready_.empty(); }

void FeedSource::wake() {
  woken_ = true;
  if (client_) (*client_)->wake();
}

void FeedSource::begin_due() {
  const Duration now = clock_.steady();
  while (const std::optional<std::size_t> index = schedule_.take(now)) {
    Feed& feed = feeds_[*index];
    HttpRequest request;
    request.url = address_to_ask(feed);
    request.validators = feed.state.validators;
    const bool own = !feed.options->user.empty();
    request.user = own ? feed.options->user : feed.url.user;
    request.password = own ? feed.options->password : feed.url.password;
    request.credentials_origin = feed.url.origin();
    request.allow_networks = feed.allow_networks;
    (*client_)->begin(*index, std::move(request));
  }
}

void FeedSource::move(Duration timeout) {
  (*client_)->advance(timeout);
  for (HttpOutcome& outcome : (*client_)->take_finished()) settle(std::move(outcome));
}

// A poll has ended, well or not: it becomes a position and a head, with a document or without.
void FeedSource::settle(HttpOutcome outcome) {
  const std::size_t index = outcome.id;
  Feed& feed = feeds_[index];
  schedule_.done(index);
  const Time now = clock_.now();
  Ready ready;
  ready.feed = index;
  Duration delay = feed.options->interval;
  if (outcome.result && (is_document(*outcome.result) || is_unchanged(*outcome.result))) {
    accept(feed, std::move(outcome.result.value()), ready, now);
  } else {
    delay = fail(feed, outcome, now);
  }
  ++feed.state.polls;
  feed.state.next_due = now + delay;
  ready.position = {feed.origin, 0, feed.state.polls};
  ready.head = {StateLog::heads, now, poll_state_key(feed.options->info.id), encode(feed.state)};
  ready_.push_back(std::move(ready));
  if (once_) {
    --left_;
  } else {
    schedule_.add(index, address_to_ask(feed).host, {clock_.steady().ms + delay.ms});
  }
}

void FeedSource::accept(Feed& feed, HttpResponse response, Ready& ready, Time now) {
  PollState& state = feed.state;
  if (state.failures > 0) {
    log_.info("A feed is well again",
              {{"source", feed.options->info.id}, {"failures", std::uint64_t{state.failures}}});
  }
  state.failures = 0;
  feed.problem.clear();
  remember_move(feed, response.permanent_url, now);
  const Validators answer = {response.headers.etag, response.headers.last_modified, response.url};
  if (response.status == 304) {
    state.validators = confirmed(state.validators, answer);
    return;
  }
  state.validators = answer.empty() ? Validators{} : answer;
  const Hash128 body_hash = hash128(response.body);
  if (body_hash == state.body_hash) return;  // new validators, old document
  state.body_hash = body_hash;
  Payload payload;
  payload.bytes = std::move(response.body);
  payload.source = &feed.options->info;
  payload.origin = feed.origin;
  payload.offset = state.polls;
  payload.url = response.url;
  payload.content_type = response.headers.content_type;
  payload.content_language = response.headers.content_language;
  payload.content_location = response.headers.content_location;
  payload.name = response.url;
  payload.received_at = now;
  payload.lists_all = true;
  ready.payload = std::move(payload);
}

void FeedSource::remember_move(Feed& feed, const std::string& permanent_url, Time now) {
  PollState& state = feed.state;
  if (permanent_url == state.moved_to) return;
  if (permanent_url == feed.url.text) {
    state.moved_to.clear();
    state.moved_since = {};
    return;
  }
  state.moved_to = permanent_url;
  state.moved_since = now;
  log_.info("A feed has moved for good, its address in the configuration should follow",
            {{"source", feed.options->info.id}, {"from", feed.url.text}, {"to", permanent_url}});
}

// Gives the time until the next try.
Duration FeedSource::fail(Feed& feed, const HttpOutcome& outcome, Time now) {
  PollState& state = feed.state;
  if (state.failures < UINT32_MAX) ++state.failures;
  // The new address may have been a mistake, or a trap: the configured one decides anew.
  if (feed.asks_moved_address) {
    state.moved_to.clear();
    state.moved_since = {};
  }
  PollFailure failure;
  failure.in_a_row = state.failures;
  std::string problem = name_of(outcome.problem);
  std::string what;
  if (outcome.result) {
    failure.status = outcome.result->status;
    failure.retry_after = parse_retry_after(outcome.result->headers.retry_after, now);
    problem = "status " + std::to_string(failure.status);
    what = "GET " + outcome.result->url + ": " + problem;
  } else {
    what = outcome.result.error().what;
  }
  const Duration delay = retry_delay(failure, {http_.retry_first, http_.retry_max});
  if (problem != feed.problem) {
    feed.problem = problem;
    log_.warn(failure.status == 410 ? "A feed is gone for good, its server says; it is asked rarely"
                                    : "A feed cannot be fetched, it is tried again",
              {{"source", feed.options->info.id},
               {"problem", problem},
               {"error", what},
               {"retry_in_s", delay.ms / 1000}});
  }
  return delay;
}

// What is ready together goes together, up to the limits of a batch; one position per origin.
BatchPtr FeedSource::take_batch() {
  auto batch = std::make_unique<Batch>();
  std::set<std::size_t> taken;
  std::size_t bytes = 0;
  while (!ready_.empty()) {
    Ready& ready = ready_.front();
    const std::size_t more = ready.payload ? ready.payload->bytes.size() : 0;
    const bool full =
        !taken.empty() && (bytes + more > kBatchBytesMax || taken.size() >= kBatchEntriesMax);
    if (full || !taken.insert(ready.feed).second) break;
    bytes += more;
    if (ready.payload) batch->payloads.push_back(std::move(*ready.payload));
    batch->positions.push_back(std::move(ready.position));
    batch->state.push_back(std::move(ready.head));
    ready_.pop_front();
  }
  return batch;
}

}  // namespace syndicated
