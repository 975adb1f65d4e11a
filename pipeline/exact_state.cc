#include "pipeline/exact_state.h"

#include "pipeline/binary.h"
#include "pipeline/check.h"

namespace syndicated {

const Chain* ExactState::find(Hash128 chain, Time now) const {
  const Chain* found = chains_.find(chain);
  if (found == nullptr) return nullptr;
  return live(found->time, now) || pinned(chain) ? found : nullptr;
}

Hash128 ExactState::chain_of_body(Hash128 body, Time now) const {
  const Held* found = bodies_.find(body);
  return found != nullptr && live(found->time, now) ? found->chain : Hash128{};
}

Hash128 ExactState::chain_of_url(Hash128 url, Time now) const {
  const Held* found = urls_.find(url);
  return found != nullptr && live(found->time, now) ? found->chain : Hash128{};
}

const std::string& ExactState::source_name(std::uint64_t source) const {
  static const std::string kUnknown;
  const auto found = source_names_.find(source);
  return found != source_names_.end() ? found->second : kUnknown;
}

void ExactState::apply(const Mark& mark, std::vector<Mark>& refreshed) {
  tidy(mark.time, refreshed);
  store(mark);
}

void ExactState::store(const Mark& mark) {
  const std::uint64_t source = hash64(mark.source);
  source_names_.try_emplace(source, mark.source);
  *chains_.insert(mark.chain).first = Chain{mark.kind, mark.root,   mark.content, mark.body, mark.url,
                                            mark.version, mark.time, source, mark.title_words};
  chain_queue_.push_back({mark.time, mark.chain});
  // Bodies and URLs lead to the first chain that had them.
  if (!mark.body.empty()) remember(bodies_, body_queue_, mark.body, mark.chain, mark.time);
  if (!mark.url.empty()) remember(urls_, url_queue_, mark.url, mark.chain, mark.time);
}

void ExactState::remember(Index& index, std::deque<Queued>& queue, Hash128 key, Hash128 chain,
                          Time time) {
  const auto [held, is_new] = index.insert(key);
  if (is_new) held->chain = chain;
  held->time = time;
  queue.push_back({time, key});
}

void ExactState::tidy_index(Index& index, std::deque<Queued>& queue, Time now) {
  while (!queue.empty() &&
         (!live(queue.front().time, now) || index.size() > options_.keys_max)) {
    const Held* found = index.find(queue.front().key);
    if (found != nullptr && found->time == queue.front().time) index.erase(queue.front().key);
    queue.pop_front();
  }
}

void ExactState::tidy(Time now, std::vector<Mark>& refreshed) {
  tidy_index(bodies_, body_queue_, now);
  tidy_index(urls_, url_queue_, now);
  std::vector<Mark> again;
  while (!chain_queue_.empty() &&
         (!live(chain_queue_.front().time, now) || chains_.size() > options_.keys_max)) {
    const Queued oldest = chain_queue_.front();
    chain_queue_.pop_front();
    const Chain* chain = chains_.find(oldest.key);
    if (chain == nullptr || chain->time != oldest.time) continue;
    if (pinned(oldest.key) && again.size() < options_.keys_max) {
      again.push_back({chain->kind, oldest.key, chain->root, chain->version, chain->content, {}, {},
                       source_name(chain->source), chain->title_words, now});
    }
    chains_.erase(oldest.key);
  }
  for (const Mark& mark : again) {
    store(mark);
    refreshed.push_back(mark);
  }
}

void ExactState::set_pins(const std::string& origin, std::vector<Hash128> chains) {
  std::vector<Hash128>& held = pins_[origin];
  for (const Hash128& chain : chains) ++pin_counts_[chain];
  for (const Hash128& chain : held) {
    const auto found = pin_counts_.find(chain);
    CHECK(found != pin_counts_.end(), "a pin is counted as long as a feed lists it");
    if (--found->second == 0) pin_counts_.erase(found);
  }
  held = std::move(chains);
}

const std::vector<Hash128>* ExactState::pins(const std::string& origin) const {
  const auto found = pins_.find(origin);
  return found != pins_.end() ? &found->second : nullptr;
}

Hash128 ExactState::digest(Time now) const {
  Hash128 sum;
  const auto add = [&](const std::string& bytes) {
    const Hash128 hash = hash128(bytes);
    sum.high += hash.high;
    sum.low += hash.low;
  };
  chains_.for_each([&](Hash128 key, const Chain& chain) {
    if (!live(chain.time, now) && !pinned(key)) return;
    std::string bytes = "c";
    BinaryWriter writer(bytes);
    writer.integer(static_cast<std::uint8_t>(chain.kind));
    writer.hash(key);
    writer.hash(chain.root);
    writer.hash(chain.content);
    writer.integer(chain.version);
    writer.integer(chain.time.ms);
    add(bytes);
  });
  const auto add_index = [&](const Index& index, char tag) {
    index.for_each([&](Hash128 key, const Held& held) {
      if (!live(held.time, now)) return;
      std::string bytes(1, tag);
      BinaryWriter writer(bytes);
      writer.hash(key);
      writer.hash(held.chain);
      add(bytes);
    });
  };
  add_index(bodies_, 'b');
  add_index(urls_, 'u');
  return sum;
}

}  // namespace syndicated
