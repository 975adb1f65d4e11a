#include "pipeline/prepare.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "pipeline/mark.h"
#include "pipeline/text/unicode.h"
#include "pipeline/text/url.h"
#include "pipeline/uri.h"
#include "pipeline/wire/article_reader.h"
#include "pipeline/wire/page_times.h"

namespace syndicated {
namespace {

// A body of fewer words ("Comments", "Read more") says nothing about where it came from.
constexpr std::size_t kBodyWordsMin = 12;

// How far ahead of its arrival an event may claim to be; publishers' clocks and zones err by hours.
constexpr Duration kFutureMax = hours(24);

std::size_t text_bytes(const Article& article) {
  std::size_t sum = article.headline.size() + article.standfirst.size();
  for (const std::string& paragraph : article.paragraphs) sum += paragraph.size();
  return sum;
}

void append_key(std::string& key, std::string_view part) {
  key += part;
  key += '\0';
}

// Words, folded and joined by single spaces: furniture of punctuation and case does not matter.
void append_words(std::string& out, std::string_view text, std::size_t& count) {
  const std::string folded = fold(text);
  for (const std::string_view word : words(folded)) {
    out += word;
    out += ' ';
    ++count;
  }
}

Hash128 body_key(const Article& article, std::string& scratch) {
  scratch.clear();
  std::size_t count = 0;
  for (const std::string& paragraph : article.paragraphs) append_words(scratch, paragraph, count);
  return count < kBodyWordsMin ? Hash128{} : hash128(scratch);
}

Hash128 content_key(const Article& article, std::string& scratch) {
  scratch.clear();
  append_key(scratch, article.headline);
  append_key(scratch, article.standfirst);
  for (const std::string& paragraph : article.paragraphs) append_key(scratch, paragraph);
  scratch += '\1';
  for (const std::string& mark : article.headline_marks) append_key(scratch, mark);
  scratch += '\1';
  for (const std::string& note : article.notes) append_key(scratch, note);
  scratch += article.killed ? '1' : '0';
  return hash128(scratch);
}

std::vector<std::uint32_t> title_words(const Article& article) {
  const std::string folded = fold(article.headline);
  std::vector<std::uint32_t> hashes;
  for (const std::string_view word : words(folded)) {
    hashes.push_back(static_cast<std::uint32_t>(hash64(word)));
    if (hashes.size() == kTitleWordsMax) break;
  }
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  return hashes;
}

// The key of the first rung that the entry has. `id_is_unique` is false when other entries of the document
// carry the same id: then it names none of them.
Rung chain_key(const Entry& entry, bool id_is_unique, std::string& key) {
  const Item& item = entry.content->item;
  const std::string& headline = entry.content->article.headline;
  const std::string& link = entry.canonical_url.empty() ? item.link : entry.canonical_url;
  const std::string& date =
      item.published_raw.empty() ? entry.content->article.published_raw : item.published_raw;
  const auto set = [&](Rung rung, std::string_view first, std::string_view second) {
    key.assign(1, static_cast<char>('0' + static_cast<int>(rung)));
    append_key(key, first);
    append_key(key, second);
    return rung;
  };
  if (!item.id.empty() && id_is_unique) return set(Rung::id, item.id, {});
  if (!link.empty() && !date.empty()) return set(Rung::link_date, link, date);
  if (!link.empty()) return set(Rung::link, link, {});
  if (!headline.empty() && !date.empty()) return set(Rung::title_date, headline, date);
  if (!headline.empty()) return set(Rung::title, headline, {});
  const std::vector<std::string>& paragraphs = entry.content->article.paragraphs;
  return set(Rung::body, paragraphs.empty() ? std::string_view() : paragraphs[0], {});
}

// Times that the item lacks come from the stamps on the page. A moment that lies too far ahead is clamped to
// the arrival, so that it cannot stay on top of every list.
void settle_times(Entry& entry, const SourceInfo& source, Time received_at) {
  const PageTimes page = page_times(entry.content->article, source);
  const auto settle = [&](std::optional<Time>& time, std::optional<Time> on_page, const char* name) {
    if (!time) time = on_page;
    if (time && *time > received_at + kFutureMax) {
      time = received_at;
      entry.content->annotations.problems.push_back(std::string(name) + " lay in the future and was clamped");
    }
  };
  settle(entry.content->item.published, page.published, "published");
  settle(entry.content->item.updated, page.updated, "updated");
}

// For each entry whether its id names it: some publishers write one id on all entries of a document. An entry
// that is simply listed twice keeps its id.
std::vector<bool> unique_ids(const std::vector<DecodedEntry>& entries) {
  std::unordered_map<std::string_view, const Item*> first;
  std::unordered_set<std::string_view> shared;
  for (const DecodedEntry& entry : entries) {
    const Item& item = entry.item;
    const Item& other = *first.try_emplace(item.id, &item).first->second;
    if (other.link != item.link && other.title.value != item.title.value) shared.insert(item.id);
  }
  std::vector<bool> unique;
  for (const DecodedEntry& entry : entries) unique.push_back(!shared.contains(entry.item.id));
  return unique;
}

Reject reject(std::uint32_t payload, std::uint32_t place, Reason reason, std::string detail,
              const Item& item) {
  std::string raw = item.title.value;
  for (const std::string* part : {&item.link, &item.summary.value, &item.content.value}) {
    raw += '\n';
    raw += *part;
  }
  return {payload, place, reason, std::move(detail), std::move(raw)};
}

}  // namespace

Prepare::Prepare(const PrepareOptions& options, const Decoder& decoder)
    : options_(options), decoder_(decoder) {}

void Prepare::run(Batch& batch) {
  for (std::uint32_t payload = 0; payload < batch.payloads.size(); ++payload) {
    prepare_payload(batch, payload);
  }
  batch.tally.fetched = batch.entries.size() + batch.rejects.size();
}

void Prepare::prepare_payload(Batch& batch, std::uint32_t payload) const {
  Payload& from = batch.payloads[payload];
  if (from.truncated) {
    ++from.limits.bytes;
    batch.rejects.push_back({payload, 0, Reason::too_large,
                             "larger than its source's limit; only the first " +
                                 std::to_string(from.bytes.size()) + " bytes were read",
                             {}});
    return;
  }
  Decoded decoded = decoder_.decode(from);
  from.limits += decoded.limits;
  for (Reject& bad : decoded.rejects) {
    bad.payload = payload;
    batch.rejects.push_back(std::move(bad));
  }
  if (decoded.entries.size() > options_.entries_max) {
    ++from.limits.entries;
    batch.rejects.push_back({payload, options_.entries_max + 1, Reason::too_many,
                             "the document has " + std::to_string(decoded.entries.size()) +
                                 " entries; those behind the first " +
                                 std::to_string(options_.entries_max) + " were cut",
                             {}});
    decoded.entries.resize(options_.entries_max);
  }
  // Lines of NDJSON are no document: the same id in two of them is an item and its revision.
  const bool document = from.source->format != Format::ndjson && decoded.entries.size() > 1;
  const std::vector<bool> id_is_unique =
      document ? unique_ids(decoded.entries) : std::vector<bool>(decoded.entries.size(), true);
  const std::uint64_t source_hash = hash64(from.source->id);
  std::string scratch;
  for (std::size_t i = 0; i < decoded.entries.size(); ++i) {
    DecodedEntry& one = decoded.entries[i];
    Entry entry;
    entry.content = std::make_unique<Content>();
    entry.payload = payload;
    entry.place = one.place;
    entry.content->article = read_article(one.item, *from.source);
    if (text_bytes(entry.content->article) > options_.body_bytes_max) {
      ++from.limits.bytes;
      batch.rejects.push_back(reject(payload, one.place, Reason::too_large,
                                     "the text of the entry has more than " +
                                         std::to_string(options_.body_bytes_max) + " bytes",
                                     one.item));
      continue;
    }
    if (entry.content->article.headline.empty() && entry.content->article.paragraphs.empty() && one.item.link.empty()) {
      batch.rejects.push_back(reject(payload, one.place, Reason::no_content,
                                     "the entry has no headline, no text and no link", one.item));
      continue;
    }
    entry.content->item = std::move(one.item);
    settle_times(entry, *from.source, from.received_at);
    entry.canonical_url = canonical_url(entry.content->item.link);
    entry.key_rung = static_cast<std::uint8_t>(chain_key(entry, id_is_unique[i], scratch));
    scratch += from.source->id;
    entry.keys.chain = hash128(scratch);
    entry.uri = item_uri(options_.authority, from.source->id, entry.keys.chain);
    if (!entry.canonical_url.empty()) entry.keys.url = hash128(entry.canonical_url);
    entry.keys.body = body_key(entry.content->article, scratch);
    entry.keys.content = content_key(entry.content->article, scratch);
    entry.keys.title_words = title_words(entry.content->article);
    entry.keys.source = source_hash;
    batch.entries.push_back(std::move(entry));
  }
}

}  // namespace syndicated
