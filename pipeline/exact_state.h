// ExactState: what deduplicate remembers exactly: chains, bodies and URLs of the exact window. A fold over
// marks. Lookups treat what has left the window as absent, so that the answer never depends on when memory is
// tidied. One thread.
#pragma once

#include <deque>
#include <unordered_map>

#include "pipeline/decision.h"
#include "pipeline/flat_map.h"
#include "pipeline/mark.h"
#include "pipeline/options.h"

namespace syndicated {

struct Chain {
  MarkKind kind = MarkKind::original;
  Hash128 root, content, body, url;
  std::uint32_t version = 1;
  Time time;
  std::uint64_t source = 0;
  std::vector<std::uint32_t> title_words;
};

class ExactState {
 public:
  explicit ExactState(const DeduplicateOptions& options) : options_(options) {}

  // Lookups at stream time `now`; nullptr or an empty hash when absent or out of the window.
  const Chain* find(Hash128 chain, Time now) const;
  Hash128 chain_of_body(Hash128 body, Time now) const;
  Hash128 chain_of_url(Hash128 url, Time now) const;

  // Says that the keys will be looked up soon: in a table of millions each costs a wait for memory.
  [[gnu::always_inline]] void prefetch(const Keys& keys) const {
    chains_.prefetch(keys.chain);
    if (!keys.body.empty()) bodies_.prefetch(keys.body);
    if (!keys.url.empty()) urls_.prefetch(keys.url);
  }

  // The source id behind a source hash; marks bring it.
  const std::string& source_name(std::uint64_t source) const;

  // The only mutation. Tidies what left the window at mark.time, and appends to `refreshed` a new mark for each
  // chain that left it but is still listed by a feed (pinned). In the log they stand before `mark`.
  void apply(const Mark& mark, std::vector<Mark>& refreshed);

  // The chains that the latest document of a feed lists: they stay known however old they are.
  void set_pins(const std::string& origin, std::vector<Hash128> chains);
  const std::vector<Hash128>* pins(const std::string& origin) const;

  std::size_t chains() const { return chains_.size(); }

  // A hash over all that a lookup at `now` can see, in no particular order: equal states, equal digests.
  Hash128 digest(Time now) const;

 private:
  struct Held {
    Hash128 chain;
    Time time;
  };
  struct Queued {
    Time time;
    Hash128 key;
  };
  using Index = FlatMap<Held>;

  bool live(Time time, Time now) const { return !(time + options_.exact_window < now); }
  bool pinned(Hash128 chain) const { return pin_counts_.contains(chain); }
  void tidy(Time now, std::vector<Mark>& refreshed);
  void tidy_index(Index& index, std::deque<Queued>& queue, Time now);
  void store(const Mark& mark);
  void remember(Index& index, std::deque<Queued>& queue, Hash128 key, Hash128 chain, Time time);

  const DeduplicateOptions options_;
  FlatMap<Chain> chains_;
  Index bodies_, urls_;
  // In order of time; an element whose time is not that of its entry has been superseded.
  std::deque<Queued> chain_queue_, body_queue_, url_queue_;
  std::unordered_map<std::uint64_t, std::string> source_names_;
  std::unordered_map<std::string, std::vector<Hash128>> pins_;
  std::unordered_map<Hash128, std::uint32_t, Hash128Hasher> pin_counts_;
};

}  // namespace syndicated
