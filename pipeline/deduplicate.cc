#include "pipeline/deduplicate.h"

#include <algorithm>

#include "pipeline/binary.h"
#include "pipeline/check.h"
#include "pipeline/uri.h"

namespace syndicated {
namespace {

constexpr std::string_view kPinsPrefix = "pins:";
// Entries ahead of the one that is decided: far enough for memory to answer, near enough for the cache.
constexpr std::size_t kPrefetchAhead = 8;

// The share of the shorter headline's words that the other one has too.
bool titles_agree(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  if (a.empty() || b.empty()) return a.empty() && b.empty();
  std::size_t common = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) ++common;
    const bool advance_a = a[i] <= b[j];
    const bool advance_b = b[j] <= a[i];
    i += advance_a;
    j += advance_b;
  }
  return 4 * common >= std::min(a.size(), b.size());
}

Time stream_time_at(const DeduplicateState& state, Time received_at) {
  return std::max(state.stream_time, received_at);
}

struct Match {
  Hash128 holder;                 // the chain that has the body or URL
  const Chain* chain = nullptr;   // the holder; nullptr: no match
  Hash128 root;                   // the published chain that it is, or is a copy of
  const Chain* original = nullptr;
  bool body = false, url = false;

  // Another id of one document.
  bool same_document(std::uint64_t source) const { return url && chain->source == source; }
};

// The chain that has this body or URL, if the title rule does not speak against it. Pages of one outlet whose
// bodies are nothing but furniture agree byte for byte under different headlines, and some feeds link every
// entry to the front page; so within a source, and for URLs anywhere, the headlines must agree too.
Match find_match(const DeduplicateState& state, const Keys& keys, Time now) {
  const auto match = [&](Hash128 holder, bool body, bool url) -> Match {
    if (holder.empty() || holder == keys.chain) return {};
    const Chain* chain = state.exact.find(holder, now);
    if (chain == nullptr) return {};
    const bool needs_title = !body || chain->source == keys.source;
    const bool same_page = body && url;
    if (needs_title && !same_page && !titles_agree(chain->title_words, keys.title_words)) return {};
    const Hash128 root = chain->kind == MarkKind::original ? holder : chain->root;
    const Chain* original = state.exact.find(root, now);
    if (original == nullptr || root == keys.chain) return {};
    return {holder, chain, root, original, body, url};
  };
  const Hash128 by_body = keys.body.empty() ? Hash128{} : state.exact.chain_of_body(keys.body, now);
  const Hash128 by_url = keys.url.empty() ? Hash128{} : state.exact.chain_of_url(keys.url, now);
  const Match found = match(by_url, by_body == by_url, true);
  return found.chain != nullptr ? found : match(by_body, true, false);
}

Decision fresh(const Keys& keys, std::uint32_t version) {
  Decision decision;
  decision.verdict = version == 1 ? Verdict::fresh : Verdict::revision;
  decision.chain = keys.chain;
  decision.version = version;
  decision.story = keys.chain;
  return decision;
}

Decision same_chain(Hash128 root, std::uint32_t version, Verdict verdict) {
  Decision decision;
  decision.verdict = verdict;
  decision.chain = root;
  decision.version = version;
  decision.story = root;
  return decision;
}

Decision copy_of(const Keys& keys, const Match& match, std::uint32_t version) {
  Decision decision;
  decision.verdict = Verdict::copy;
  decision.chain = keys.chain;
  decision.version = version;
  decision.original = match.root;
  decision.original_version = match.original->version;
  decision.same_body = match.body;
  decision.same_url = match.url;
  decision.story = match.root;
  return decision;
}

// An id that was never seen.
Decision decide_unknown(const Keys& keys, const Match& match) {
  if (match.chain == nullptr) return fresh(keys, 1);
  if (!match.same_document(keys.source)) return copy_of(keys, match, 1);
  if (match.chain->content == keys.content) {
    return same_chain(match.holder, match.chain->version, Verdict::unchanged);
  }
  if (match.chain->kind != MarkKind::original) return copy_of(keys, match, 1);
  return same_chain(match.holder, match.chain->version + 1, Verdict::revision);
}

// A chain that was only related so far and has changed: still a copy, or from now on a document of its own.
Decision decide_changed_copy(const Keys& keys, const Match& match, std::uint32_t version) {
  return match.chain != nullptr ? copy_of(keys, match, version) : fresh(keys, version);
}

// Another id of a known document; `alias` is what is remembered of the id.
Decision decide_alias(const DeduplicateState& state, const Keys& keys, const Chain& alias, Time now) {
  const Chain* root = state.exact.find(alias.root, now);
  if (root == nullptr) return fresh(keys, alias.version + 1);
  if (root->content == keys.content) return same_chain(alias.root, root->version, Verdict::unchanged);
  if (root->kind == MarkKind::copy) {
    return decide_changed_copy(keys, find_match(state, keys, now), alias.version + 1);
  }
  return same_chain(alias.root, root->version + 1, Verdict::revision);
}

}  // namespace

Hash128 DeduplicateState::digest() const {
  const Hash128 a = exact.digest(stream_time);
  const Hash128 b = stories.digest(stream_time);
  return {a.high + b.high, a.low + b.low + static_cast<std::uint64_t>(stream_time.ms)};
}

Decision decide(const DeduplicateState& state, const Candidate& candidate) {
  const Keys& keys = candidate.keys;
  const Time now = stream_time_at(state, candidate.received_at);
  const Chain* known = state.exact.find(keys.chain, now);
  Decision decision;
  if (known == nullptr) {
    decision = decide_unknown(keys, find_match(state, keys, now));
  } else if (known->content == keys.content) {
    const bool alias = known->kind == MarkKind::alias;
    decision = same_chain(alias ? known->root : keys.chain, known->version, Verdict::unchanged);
  } else if (known->kind == MarkKind::copy) {
    decision = decide_changed_copy(keys, find_match(state, keys, now), known->version + 1);
  } else if (known->kind == MarkKind::alias) {
    decision = decide_alias(state, keys, *known, now);
  } else {
    decision = same_chain(keys.chain, known->version + 1, Verdict::revision);
  }
  if (!state.has_stories) {
    decision.story_members = 1;
    return decision;
  }
  decision.story_members = state.stories.members(decision.story, now);
  if (decision.verdict == Verdict::fresh || decision.verdict == Verdict::copy) ++decision.story_members;
  if (decision.verdict == Verdict::copy) {
    // A story whose members have left the near window still has its original.
    decision.story_members = std::max(decision.story_members, 2u);
  }
  decision.story_members = std::max(decision.story_members, 1u);
  return decision;
}

void apply(DeduplicateState& state, const Candidate& candidate, const Decision& decision,
           std::vector<StateRecord>& log) {
  const Keys& keys = candidate.keys;
  const Time now = stream_time_at(state, candidate.received_at);
  state.stream_time = now;
  const bool other_id = decision.chain != keys.chain;
  if (decision.verdict == Verdict::unchanged) {
    const Chain* known = state.exact.find(keys.chain, now);
    if (!other_id || (known != nullptr && known->content == keys.content)) return;
  }
  std::vector<Mark> refreshed;
  const auto write = [&](Mark mark) {
    mark.source = candidate.source_id;
    mark.time = now;
    mark.title_words = keys.title_words;
    refreshed.clear();
    state.exact.apply(mark, refreshed);
    for (const Mark& again : refreshed) log.push_back({StateLog::marks, again.time, {}, encode_mark(again)});
    log.push_back({StateLog::marks, now, {}, encode_mark(mark)});
  };
  if (other_id) {
    // The id is remembered with the content it came with, so that two ids that take turns stay quiet.
    write({MarkKind::alias, keys.chain, decision.chain, decision.version, keys.content, {}, {}, {}, {}, {}});
  }
  if (decision.verdict == Verdict::unchanged) return;
  const bool copy = decision.verdict == Verdict::copy;
  write({copy ? MarkKind::copy : MarkKind::original, decision.chain,
         copy ? decision.original : decision.chain, decision.version, keys.content, keys.body, keys.url,
         {}, {}, {}});
  if (!state.has_stories) return;
  const Membership membership{decision.verdict, decision.story, decision.chain, decision.version, now};
  state.stories.apply(membership);
  log.push_back({StateLog::decisions, now, {}, encode_membership(membership)});
}

Deduplicate::Deduplicate(const DeduplicateOptions& options, std::string authority)
    : options_(options), authority_(std::move(authority)), state_(options) {}

void Deduplicate::on_record(const StateRecord& record) {
  if (record.log == StateLog::marks) {
    const Result<Mark> mark = decode_mark(record.value);
    if (!mark) {
      ++unreadable_records_;
      return;
    }
    // What was refreshed live stands in the log as marks of its own.
    std::vector<Mark> refreshed;
    state_.exact.apply(*mark, refreshed);
  } else if (record.log == StateLog::decisions) {
    const Result<Membership> membership = decode_membership(record.value);
    if (membership) {
      state_.stories.apply(*membership);
    } else {
      ++unreadable_records_;
    }
  }
}

void Deduplicate::recovered(const Recovered& recovered) {
  state_.stream_time = recovered.stream_time;
  for (const auto& [key, value] : recovered.heads) {
    if (!key.starts_with(kPinsPrefix)) continue;
    BinaryReader reader(value);
    std::vector<Hash128> chains;
    while (reader.good() && !reader.at_end()) {
      const Hash128 chain = reader.hash();
      if (reader.good()) chains.push_back(chain);
    }
    if (!reader.good()) ++unreadable_records_;
    state_.exact.set_pins(key.substr(kPinsPrefix.size()), std::move(chains));
  }
}

void Deduplicate::run(Batch& batch) {
  std::vector<Hash128> listed;
  std::size_t next = 0;
  for (std::uint32_t payload = 0; payload < batch.payloads.size(); ++payload) {
    const Payload& from = batch.payloads[payload];
    listed.clear();
    for (; next < batch.entries.size() && batch.entries[next].payload == payload; ++next) {
      Entry& entry = batch.entries[next];
      if (!options_.enabled) {
        state_.stream_time = stream_time_at(state_, from.received_at);
        entry.decision = fresh(entry.keys, 1);
        entry.stream_time = state_.stream_time;
        continue;
      }
      if (next + kPrefetchAhead < batch.entries.size()) {
        state_.exact.prefetch(batch.entries[next + kPrefetchAhead].keys);
      }
      const Candidate candidate{entry.keys, from.source->id, from.received_at};
      entry.decision = decide(state_, candidate);
      apply(state_, candidate, entry.decision, batch.state);
      entry.stream_time = state_.stream_time;
      if (entry.decision.chain != entry.keys.chain) {
        entry.uri = item_uri(authority_, from.source->id, entry.decision.chain);
      }
      if (entry.decision.verdict == Verdict::copy) {
        const Chain* original = state_.exact.find(entry.decision.original, state_.stream_time);
        CHECK(original != nullptr, "a copy is a copy of a chain that is known");
        entry.decision.original_uri = item_uri(authority_, state_.exact.source_name(original->source),
                                               entry.decision.original);
      }
      if (from.lists_all) {
        listed.push_back(entry.keys.chain);
        if (entry.decision.chain != entry.keys.chain) listed.push_back(entry.decision.chain);
      }
    }
    if (options_.enabled && from.lists_all) pin_listed(batch, payload, std::move(listed));
  }
  CHECK(next == batch.entries.size(), "entries stand in the order of their payloads");
  batch.stream_time = state_.stream_time;
}

// A document without any entry lists nothing; it is more often a publisher's accident than the end of a feed,
// so the pins of the document before stay.
void Deduplicate::pin_listed(Batch& batch, std::uint32_t payload, std::vector<Hash128> listed) {
  if (listed.empty()) return;
  const std::string& origin = batch.payloads[payload].origin;
  std::sort(listed.begin(), listed.end());
  listed.erase(std::unique(listed.begin(), listed.end()), listed.end());
  const std::vector<Hash128>* held = state_.exact.pins(origin);
  if (held != nullptr && *held == listed) return;
  StateRecord head{StateLog::heads, state_.stream_time, std::string(kPinsPrefix) + origin, {}};
  BinaryWriter writer(head.value);
  for (const Hash128& chain : listed) writer.hash(chain);
  batch.state.push_back(std::move(head));
  state_.exact.set_pins(origin, std::move(listed));
}

}  // namespace syndicated
