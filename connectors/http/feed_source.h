// FeedSource: polls feeds and hands their documents on as payloads. A poll of a feed that did not
// change, or that failed, is progress too: its batch has no payload, but the position and the
// feed's new head.
//
// The newest validators are used for the next poll at once, before they are committed. That is
// speculation like that of the serial stage: when a commit fails, the line is dropped with this
// source, and the next one starts from committed heads and fetches again what was lost.
//
// Joins PollSchedule (when), HttpClient (how) and PollState (what is remembered). One owner thread;
// wake() from any. The clock must go on while poll() or idle() waits.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/http/client.h"
#include "connectors/http/http_options.h"
#include "connectors/http/poll_schedule.h"
#include "connectors/http/poll_state.h"
#include "pipeline/clock.h"
#include "pipeline/log.h"
#include "pipeline/source.h"

namespace syndicated {

class FeedSource final : public Source {
 public:
  // With `once` each feed is polled exactly once and at once, whenever it is due; then the source
  // is finished. Clock and log must outlive the source; the source must outlive every batch that it
  // gave, because payloads point to its feeds.
  FeedSource(std::vector<FeedOptions> feeds, HttpOptions http, const Clock& clock, Log& log,
             bool once);
  ~FeedSource() override;

  // Errors: config (a URL or network that is malformed, an id that is used twice), unavailable.
  Result<void> start(const Recovered& recovered) override;
  Result<BatchPtr> poll(Duration deadline) override;
  void idle(Duration deadline) override;
  bool finished() const override;
  void wake() override;

 private:
  struct Feed {
    const FeedOptions* options = nullptr;
    WebUrl url;
    std::string origin;  // as in Position
    std::vector<IpNetwork> allow_networks;
    PollState state;
    bool asks_moved_address = false;  // the running poll goes to state.moved_to
    std::string problem;              // of the last poll, "" none; a change is worth a line
  };

  // A poll whose outcome waits for its batch.
  struct Ready {
    std::size_t feed = 0;
    std::optional<Payload> payload;
    Position position;
    StateRecord head;
  };

  Result<void> prepare_feed(const FeedOptions& options, const Recovered& recovered);
  Duration first_delay(const Feed& feed) const;
  WebUrl address_to_ask(Feed& feed) const;
  void begin_due();
  void move(Duration timeout);
  void settle(HttpOutcome outcome);
  void accept(Feed& feed, HttpResponse response, Ready& ready, Time now);
  void remember_move(Feed& feed, const std::string& permanent_url, Time now);
  Duration fail(Feed& feed, const HttpOutcome& outcome, Time now);
  BatchPtr take_batch();

  const std::vector<FeedOptions> options_of_feeds_;
  const HttpOptions http_;
  const bool once_;
  const Clock& clock_;
  Log& log_;
  std::vector<Feed> feeds_;
  PollSchedule schedule_;
  std::deque<Ready> ready_;
  std::atomic<bool> woken_{false};
  std::size_t left_ = 0;                              // once: feeds whose poll has not ended
  const Result<std::unique_ptr<HttpClient>> client_;  // start() reports its error
};

}  // namespace syndicated
