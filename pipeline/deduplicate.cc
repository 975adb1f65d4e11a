#include "pipeline/deduplicate.h"

#include <algorithm>

#include "pipeline/binary.h"
#include "pipeline/check.h"
#include "pipeline/uri.h"

namespace syndicated {
namespace {

constexpr std::string_view kPinsPrefix = "pins:";

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
  Hash128 root;
  const Chain* chain = nullptr;
  bool body = false, url = false;
  bool same_document = false;  // the same source and URL: another id of one document
};

// The published chain that has this body or URL, if the title rule does not speak against it. Pages of one
// outlet whose bodies are nothing but furniture agree byte for byte under different headlines, and some feeds
// link every entry to the front page; so within a source, and for URLs anywhere, the headlines must agree too.
Match find_match(const DeduplicateState& state, const Keys& keys, std::uint64_t source, Time now) {
  const Hash128 by_body = keys.body.empty() ? Hash128{} : state.exact.chain_of_body(keys.body, now);
  const Hash128 by_url = keys.url.empty() ? Hash128{} : state.exact.chain_of_url(keys.url, now);
  if (!by_url.empty()) {
    const Chain* chain = state.exact.find(by_url, now);
    const bool same_body = by_body == by_url;
    if (chain != nullptr && (same_body || titles_agree(chain->title_words, keys.title_words))) {
      return {by_url, chain, same_body, true, chain->source == source};
    }
  }
  if (!by_body.empty()) {
    const Chain* chain = state.exact.find(by_body, now);
    if (chain != nullptr &&
        (chain->source != source || titles_agree(chain->title_words, keys.title_words))) {
      return {by_body, chain, true, false, false};
    }
  }
  return {};
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
  decision.original_version = match.chain->version;
  decision.same_body = match.body;
  decision.same_url = match.url;
  decision.story = match.root;
  return decision;
}

// An id that was never seen.
Decision decide_unknown(const Keys& keys, const Match& match) {
  if (match.chain == nullptr) return fresh(keys, 1);
  if (!match.same_document) return copy_of(keys, match, 1);
  const bool same = match.chain->content == keys.content;
  return same_chain(match.root, match.chain->version + !same,
                    same ? Verdict::unchanged : Verdict::revision);
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
    decision = decide_unknown(keys, find_match(state, keys, keys.source, now));
  } else if (known->content == keys.content) {
    decision = same_chain(known->root, known->version, Verdict::unchanged);
    decision.chain = known->kind == MarkKind::copy ? keys.chain : known->root;
  } else if (known->kind == MarkKind::copy) {
    // It was never news of its own: still a copy, or from now on a document of its own.
    const Match match = find_match(state, keys, keys.source, now);
    const bool still = match.chain != nullptr && match.root != keys.chain;
    decision = still ? copy_of(keys, match, known->version + 1) : fresh(keys, known->version + 1);
  } else if (known->kind == MarkKind::alias) {
    const Chain* root = state.exact.find(known->root, now);
    if (root == nullptr) {
      decision = fresh(keys, known->version + 1);
    } else {
      const bool same = root->content == keys.content;
      decision = same_chain(known->root, root->version + !same,
                            same ? Verdict::unchanged : Verdict::revision);
    }
  } else {
    decision = same_chain(keys.chain, known->version + 1, Verdict::revision);
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
